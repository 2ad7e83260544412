# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""Shows the tasks and handles of a program that uses Weir, from a core file or live.

    gdb -x scripts/gdb/weir_tasks.py PROGRAM CORE
    (gdb) weir-tasks            a tree of all coroutines: where each waits, for what, since when
    (gdb) weir-tasks worker     those whose name, place or wait contains "worker", and their parents
    (gdb) weir-handles          what is open, who made it where
    (gdb) weir-shards           the shards, and the coroutine that runs on each

It reads memory only and calls no function of the program, so it works on a core file. It needs the
debug information of Weir (build with -g), not that of the program. Times count from the shard's
last turn. Shards are found in the registry of weir::diag; without that, on the stacks.
"""

import gdb

NAMESPACE = "weir::v0::"
MOST = 100_000  # a torn list ends here
NEVER = 2**63 - 1


def type_of(name):
    return gdb.lookup_type(NAMESPACE + name)


def base_offset(derived, base_name):
    """Bytes from an object to its base class, None if it has no such base."""
    for field in derived.strip_typedefs().fields():
        if not field.is_base_class:
            continue
        if field.type.strip_typedefs().name == NAMESPACE + base_name:
            return field.bitpos // 8
        inner = base_offset(field.type, base_name)
        if inner is not None:
            return field.bitpos // 8 + inner
    return None


def at(address, type_name):
    return gdb.Value(int(address)).cast(type_of(type_name).pointer()).dereference()


def text(pointer, default=""):
    if int(pointer) == 0:
        return default
    try:
        return pointer.string()
    except gdb.error:
        return default
    except UnicodeDecodeError:
        return default


def nanoseconds(time_point):
    return int(time_point["__d"]["__r"])


def lasting(ns):
    if ns < 1_000_000_000:
        return f"{ns / 1e6:.1f} ms"
    return f"{ns / 1e9:.1f} s"


def place(location):
    """(function, file, line) of a std::source_location; line 0 for none."""
    data = location["_M_impl"]
    if int(data) == 0:
        return "", "", 0
    return (text(data["_M_function_name"]), text(data["_M_file_name"]), int(data["_M_line"]))


def brief(location):
    _, file, line = place(location)
    return f"{file.rsplit('/', 1)[-1]}:{line}" if line else ""


def elements(intrusive_list, type_name):
    """The addresses of the objects in a list."""
    root = intrusive_list["root_"]
    offset = base_offset(type_of(type_name), "list_hook")
    end = int(root.address)
    hook = root["next_"]
    for _ in range(MOST):
        if int(hook) == end or int(hook) == 0:
            return
        yield int(hook) - offset
        hook = hook["next_"]


class Task:
    """One coroutine."""

    def __init__(self, address, depth, spawned):
        self.address = address
        self.depth = depth
        self.spawned = spawned
        self.promise = at(address, "promise_base")

    def line(self, now, current):
        p = self.promise
        function, file, line = place(p["at_"])
        words = "  " * (self.depth + 1)
        if int(p["name_"]) != 0:
            words += text(p["name_"]) + ": "
        words += f"{function} ({file}:{line})" if line else "(not started)"
        if self.address == current:
            words += " running"
        elif int(p["awaiting_"]) != 0:
            words += " awaiting " + text(p["awaiting_"]["name"])
            words += " for " + lasting(now - nanoseconds(p["since_"]))
        due = nanoseconds(p["env_"]["due"]["when_"]) if int(p["env_"]) != 0 else NEVER
        if due != NEVER:
            words += ", deadline in " + lasting(due - now)
        if self.spawned:
            child = at(self.address - base_offset(type_of("detail::child_promise"), "promise_base"),
                       "detail::child_promise")
            site = brief(child["site_"])
            if site:
                words += ", spawned at " + site
            words += ", " + lasting(now - nanoseconds(child["born_"])) + " old"
        return words


def children(scope):
    offset = base_offset(type_of("detail::child_promise"), "promise_base")
    return [child + offset for child in elements(scope["children_"], "detail::child_promise")]


def below(task):
    """What a coroutine owns and awaits, in the order of the tree."""
    found = []
    scope = task.promise["scopes_"]
    for _ in range(MOST):
        if int(scope) == 0:
            break
        found += [Task(c, task.depth + 1, True) for c in children(scope.dereference())]
        scope = scope["next_of_owner_"]
    awaited = task.promise["awaited_"]
    for _ in range(MOST):
        if int(awaited) == 0:
            break
        found.append(Task(int(awaited), task.depth + 1, False))
        awaited = awaited["next_awaited_"]
    return found


def tree(shard):
    """All coroutines of a shard, a parent before its children; what cannot be read is left out."""
    todo = [Task(c, 0, True) for c in reversed(children(shard["root_scope_"]))]
    seen = set()
    while todo and len(seen) < MOST:
        task = todo.pop()
        if task.address in seen:
            continue
        seen.add(task.address)
        try:
            task.promise.fetch_lazy()
            todo += reversed(below(task))
        except gdb.MemoryError:
            pass
        yield task


def registered_shards():
    """(shard, its handles) from the registry of weir::diag."""
    instance = gdb.lookup_static_symbol(NAMESPACE + "diag::detail::live_shards::instance_")
    if instance is None:
        symbol = gdb.lookup_global_symbol(NAMESPACE + "diag::detail::live_shards::instance_")
        instance = symbol
    if instance is None or int(instance.value()) == 0:
        return []
    registry = instance.value().dereference()
    entries = registry["shards_"]["_M_elems"]
    return [(entries[i]["where"].dereference(), entries[i]["handles"].dereference())
            for i in range(int(registry["count_"]))]


def shards_on_stacks():
    """Without weir::diag: shards whose threads are inside of their loop."""
    found = {}
    selected = gdb.selected_thread()
    for thread in gdb.selected_inferior().threads():
        thread.switch()
        frame = gdb.newest_frame()
        while frame is not None:
            if frame.name() in (NAMESPACE + "shard::turn", NAMESPACE + "shard::run"):
                this = frame.read_var("this")
                if not this.is_optimized_out:
                    found[int(this)] = this.dereference()
            frame = frame.older()
    if selected is not None:
        selected.switch()
    return [(shard, None) for shard in found.values()]


def all_shards():
    found = registered_shards() or shards_on_stacks()
    if not found:
        print("no shard was found: is it a program of Weir, with debug information?")
    return sorted(found, key=lambda entry: int(entry[0]["index_"]))


def now_of(shard):
    return nanoseconds(shard["now_"])


class WeirTasks(gdb.Command):
    """weir-tasks [TEXT]: the tree of all coroutines, or those that contain TEXT and their parents"""

    def __init__(self):
        super().__init__("weir-tasks", gdb.COMMAND_USER)

    def invoke(self, argument, _from_tty):
        for shard, _ in all_shards():
            tasks = list(tree(shard))
            now, current = now_of(shard), int(shard["current_"])
            print(f"shard {int(shard['index_'])}: {len(tasks)} coroutines")
            lines = [(task.depth, task.line(now, current)) for task in tasks]
            for line in matching(lines, argument.strip()):
                print(line)


def matching(lines, wanted):
    """The lines that contain the text, and those of their ancestors."""
    keep, depth_needed = [], -1
    for depth, line in reversed(lines):
        if wanted in line or depth == depth_needed - 1:
            keep.append(line)
            depth_needed = depth
    return reversed(keep)


class WeirHandles(gdb.Command):
    """weir-handles: what each shard has open, who made it where"""

    def __init__(self):
        super().__init__("weir-handles", gdb.COMMAND_USER)

    def invoke(self, _argument, _from_tty):
        for shard, handles in all_shards():
            print(f"shard {int(shard['index_'])}:")
            if handles is None:
                print("  the handles are found only where weir::diag is linked")
                continue
            for address in elements(handles["entries_"], "handle_entry"):
                print("  " + self.line(at(address, "handle_entry"), now_of(shard)))

    @staticmethod
    def line(entry, now):
        words = f"{str(entry['kind_']).rsplit('::', 1)[-1]} {int(entry['fd_'])}"
        site = brief(entry["made_at_"])
        if site:
            words += ", made at " + site
        if int(entry["task_"]) != 0:
            words += " by task " + text(entry["task_"])
        return words + ", " + lasting(now - nanoseconds(entry["born_"])) + " old"


class WeirShards(gdb.Command):
    """weir-shards: the shards, and what runs on each"""

    def __init__(self):
        super().__init__("weir-shards", gdb.COMMAND_USER)

    def invoke(self, _argument, _from_tty):
        for shard, _ in all_shards():
            words = f"shard {int(shard['index_'])} at {hex(int(shard.address))}"
            current = int(shard["current_"])
            words += ": between two steps" if current == 0 else ", runs:"
            print(words)
            while current != 0:
                task = Task(current, 0, False)
                print(task.line(now_of(shard), int(shard["current_"])))
                current = int(task.promise["parent_"])


WeirTasks()
WeirHandles()
WeirShards()
