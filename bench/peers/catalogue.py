# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""The servers that are compared: how each is built, started and named."""

import os
import pathlib
import shutil
import subprocess

import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCES = ROOT / "bench/peers/servers"
BUILD = ROOT / "build/peers"


class LeftOut(Exception):
    """This peer cannot be had here; the message says why."""


def run(command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          check=False, **options)
    if done.returncode != 0:
        lines = (done.stderr + done.stdout).strip().splitlines()
        told = next((line for line in lines if "error" in line), lines[-1] if lines else "no reason given")
        raise LeftOut(f"does not build: {told.strip()[:200]}")


def compile_program(name, source, *flags):
    """Clang and -O2 for all, so that the compiler is no difference."""
    target = BUILD / name
    if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
        return target
    compiler = "clang++-19" if source.suffix == ".cpp" else "clang-19"
    run([compiler, "-O2", "-o", target, source, *flags])
    return target


def tool(name):
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if not found:
        raise LeftOut(f"{name} is not installed")
    return found


class Floor:
    name, about = "floor", "C, epoll level-triggered, no HTTP"

    def prepare(self):
        self.program = compile_program("floor", SOURCES / "floor.c")

    def command(self, _scratch, port):
        return [self.program, port], {}


class FloorUring:
    name, about = "floor-uring", "C, io_uring, no HTTP"

    def prepare(self):
        self.program = compile_program("floor_uring", SOURCES / "floor_uring.c", "-luring")

    def command(self, _scratch, port):
        return [self.program, port], {}


class Weir:
    program = ROOT / "build/release/bin/weir_hello"

    def __init__(self, driver):
        self.driver, self.name = driver, f"weir-{driver}"
        self.about = f"full HTTP server, one shard, {driver}"

    def prepare(self):
        if not self.program.exists():
            raise LeftOut(f"{self.program.relative_to(ROOT)} is not built")

    def command(self, _scratch, port):
        return [self.program, port], {"WEIR_DRIVER": self.driver, "WEIR_LOG": "warning"}


class Nginx:
    name, about = "nginx", ""

    def prepare(self):
        self.program = tool("nginx")
        self.about = str(machine.first_line_of([self.program, "-v"])).removeprefix("nginx version: ")

    def command(self, scratch, port):
        config = pathlib.Path(scratch) / "nginx.conf"
        text = (SOURCES / "nginx.conf.in").read_text()
        config.write_text(text.replace("@DIRECTORY@", str(scratch)).replace("@PORT@", str(port)))
        return [self.program, "-e", f"{scratch}/error.log", "-c", config], {}


class Node:
    name, about = "node", ""

    def prepare(self):
        self.program = tool("node")
        self.about = f"node {machine.first_line_of([self.program, '--version'])}, http module"

    def command(self, _scratch, port):
        return [self.program, SOURCES / "node.js", port], {}


class Beast:
    name, about = "beast", "Boost.Beast 1.81 or newer, coroutines"

    def prepare(self):
        if not pathlib.Path("/usr/include/boost/beast.hpp").exists():
            raise LeftOut("Boost's headers are not installed")
        self.about = f"Boost.Beast {boost_version()}, coroutines"
        self.program = compile_program("beast", SOURCES / "beast.cpp", "-std=c++20")

    def command(self, _scratch, port):
        return [self.program, port], {}


class Libuv:
    name, about = "libuv", "libuv and llhttp, fixed answer"
    llhttp = pathlib.Path("/usr/share")

    def prepare(self):
        if not (self.llhttp / "llhttp/llhttp.c").exists():
            raise LeftOut("Debian's node-llhttp is not installed")
        parser = [self.llhttp / f"llhttp/{part}.c" for part in ("api", "http", "llhttp")]
        self.program = compile_program("libuv", SOURCES / "libuv.c", *parser, "-I",
                                       self.llhttp / "include/llhttp", "-luv")

    def command(self, _scratch, port):
        return [self.program, port], {}


class Hyper:
    """Built offline from Debian's packages of the crates."""

    name, about = "hyper", "hyper on tokio, one thread"
    crates = pathlib.Path("/usr/share/cargo/registry")
    program = BUILD / "hyper/release/hyper_hello"

    def prepare(self):
        if not list(self.crates.glob("hyper-0*")):
            raise LeftOut("Debian's librust-hyper-dev is not installed")
        project = BUILD / "hyper-project"
        shutil.copytree(SOURCES / "hyper", project, dirs_exist_ok=True)
        (project / ".cargo").mkdir(exist_ok=True)
        (project / ".cargo/config.toml").write_text(
            '[source.crates-io]\nreplace-with = "debian"\n'
            f'[source.debian]\ndirectory = "{self.crates}"\n')
        run([tool("cargo"), "build", "--release", "--offline", "--quiet", "--target-dir", BUILD / "hyper"],
            cwd=project)
        versions = {path.name.rsplit("-", 1)[0]: path.name.rsplit("-", 1)[1]
                    for path in self.crates.iterdir()}
        self.about = f"hyper {versions['hyper']}, tokio {versions['tokio']}, one thread"

    def command(self, _scratch, port):
        return [self.program, port], {}


def boost_version():
    for line in pathlib.Path("/usr/include/boost/version.hpp").read_text().splitlines():
        if line.startswith("#define BOOST_LIB_VERSION"):
            return line.split('"')[1].replace("_", ".")
    return "of an unknown version"


def every():
    return [Floor(), FloorUring(), Weir("uring"), Weir("epoll"), Nginx(), Beast(), Libuv(), Hyper(), Node()]


def prepare(servers):
    """Builds; returns those that can run and why the others cannot."""
    os.makedirs(BUILD, exist_ok=True)
    ready, left_out = [], {}
    for server in servers:
        try:
            server.prepare()
            ready.append(server)
        except (LeftOut, OSError) as why:
            left_out[server.name] = str(why)
    return ready, left_out
