"""Runs the cells of an exercise on a kernel of their own and reports how each ended, as JSON lines on stdout.

usage: grade.py PLAN FOLDER

PLAN is a JSON file {"cells": [{"role", "code", "mayFail"}], "seconds", "memoryMB", "setupSeconds"}, FOLDER the kernel's
working directory. A line is the end of the set-up, a cell that has ended, or the end:
    {"event": "answering"}
    {"event": "cell", "index": 3, "status": "error", "name": "CheckError", "message": "...", "value": null}
    {"event": "end", "seconds": 4.1, "peakMemoryMB": 512, "stopped": null}
"seconds" are for an answer and what follows it, "setupSeconds" for each cell of the set-up, which may go on after that.
A failing cell does not stop the cells after it, unless it is part of the set-up. What does stop them is told at the end:
"stopped" is {"cause": "setup" | "timeout" | "memory" | "died", "index", "name", "message"}.
Ends as soon as stdin is closed.
"""

import asyncio
import json
import math
import os
import pathlib
import sys
import threading
import time

# A grammar of URIs that jsonschema would use and nothing here does: building it takes two seconds at each start.
sys.modules["rfc3987_syntax"] = None

import nbformat  # noqa: E402
import psutil  # noqa: E402
from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "notebooks"))
from execute import Run, end_with_parent, say  # noqa: E402

MESSAGE = 2000  # characters of an error that are kept


class Stopped(Exception):
    def __init__(self, cause, name, message):
        super().__init__(message)
        self.cause, self.name, self.message = cause, name, message


def end_descendants():
    for process in psutil.Process().children(recursive=True):
        try:
            process.kill()
        except psutil.Error:  # it has just ended
            pass


class ExerciseRun(Run):
    """The cells of one exercise on one kernel, within limits."""

    def __init__(self, plan, folder):
        cells = [nbformat.v4.new_code_cell(cell["code"]) for cell in plan["cells"]]
        super().__init__(nbformat.v4.new_notebook(cells=cells), folder, plan["setupSeconds"])
        self.plan, self.deadline, self.exceeded, self.finished = plan, None, False, False
        self.client.allow_errors = True
        self.client.shutdown_kernel = "immediate"

    def executed(self, cell, cell_index, execute_reply):
        self.reply = execute_reply["content"]

    def watch_memory(self):
        """Ends the kernel when it, or what it makes this process hold, grows over the limit."""
        limit, own = self.plan["memoryMB"] * 1e6, psutil.Process()
        while not self.exceeded:
            if max(self.memory.bytes, own.memory_info().rss) > limit:
                self.exceeded = True
                end_descendants()
            time.sleep(0.05)

    async def cells(self):
        threading.Thread(target=self.watch_memory, daemon=True).start()
        try:
            for self.index, planned in enumerate(self.plan["cells"]):
                if planned["role"] == "setup":
                    self.deadline = None
                elif planned["role"] == "answer":
                    self.deadline = time.monotonic() + self.plan["seconds"]
                    say("answering")
                await self.one(planned)
            self.finished = True
        finally:
            end_descendants()

    async def one(self, planned):
        cell = self.notebook.cells[self.index]
        left = None if self.deadline is None else math.ceil(self.deadline - time.monotonic())
        self.client.timeout = self.plan["setupSeconds"] if left is None else max(1, left)
        try:
            await self.client.async_execute_cell(cell, self.index)
        except Exception as error:
            raise self.stop(error) from error
        status, name = self.reply["status"], self.reply.get("ename", "")
        message = self.reply.get("evalue", "")[:MESSAGE]
        if planned["role"] == "setup" and status != "ok" and not planned["mayFail"]:
            raise Stopped("setup", name or "NotExecuted", message)
        values = [out["data"].get("text/plain") for out in cell.outputs if out.output_type == "execute_result"]
        value = values[0][:40] if values and isinstance(values[0], str) else None
        say("cell", index=self.index, status=status, name=name, message=message, value=value)
        cell.outputs = []

    def stop(self, error):
        """What an exception of the client means: the kernel is gone, or does not answer."""
        if self.exceeded:
            cause, message = "memory", f"it took more than {self.plan['memoryMB']} MB of memory"
        elif isinstance(error, CellTimeoutError) or "IOPub" in str(error):
            seconds = self.client.timeout if self.deadline is None else self.plan["seconds"]
            cause, message = "timeout", f"it took more than {seconds} s"
        elif isinstance(error, DeadKernelError):
            cause, message = "died", "the kernel ended while the cell ran (a crash, or process.exit)"
        else:
            cause, message = "died", f"{type(error).__name__}: {error}"[:MESSAGE]
        return Stopped("setup" if self.deadline is None else cause, cause, message)


def keep_stdout():
    """Leaves stdout to `say` alone: the kernel inherits it, and what it writes there would pass for a report."""
    reports = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = os.fdopen(reports, "w", encoding="utf-8")


def main(plan_file, folder):
    keep_stdout()
    threading.Thread(target=end_with_parent, daemon=True).start()
    plan = json.loads(pathlib.Path(plan_file).read_text("utf-8"))
    began, stopped = time.monotonic(), None
    run = ExerciseRun(plan, folder)
    try:
        asyncio.run(run.start())
    except Stopped as error:
        stopped = {"cause": error.cause, "index": run.index, "name": error.name, "message": error.message}
    except Exception as error:
        # What neither cells nor limits explain is not the student's fault; after the last cell nothing is left to lose.
        if not run.finished:
            stopped = {"cause": "setup", "index": None, "name": type(error).__name__, "message": str(error)}
    peak = round(run.memory.bytes / 1e6) if run.memory else 0
    say("end", seconds=time.monotonic() - began, peakMemoryMB=peak, stopped=stopped)
    sys.stdout.flush()
    os._exit(0)  # no thread of the client's may keep it alive


if __name__ == "__main__":
    main(*sys.argv[1:])
