"""Executes one notebook through its kernel and reports what happens as JSON lines on stdout.

usage: execute.py NOTEBOOK RESULT FOLDER TIMEOUT

NOTEBOOK is read, RESULT is written with the outputs (of the cells before a failure, if there is one), FOLDER is the
kernel's working directory, TIMEOUT the seconds a cell may take. A line is a cell that has ended, or the end:
    {"event": "cell", "index": 3, "seconds": 0.2, "status": "ok"}
    {"event": "end", "seconds": 4.1, "peakMemoryMB": 512, "failure": null}
Ends as soon as stdin is closed, so that nothing is left running when whoever asked is gone.
"""

import asyncio
import json
import os
import sys
import threading
import time

import nbformat
import psutil
from jupyter_core.utils import ensure_async
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

MAY_FAIL = "raises-exception"
# Run last, unseen: what is thrown shortly after the last cell has ended fails the notebook as well.
SETTLE = "await new Promise((done) => setTimeout(done, 200));"


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def end_with_parent():
    sys.stdin.read()
    os._exit(1)


class NotExecuted(Exception):
    """The kernel answered, but did not run the cell."""


class PeakMemory(threading.Thread):
    """Samples the resident memory of a process and all its descendants."""

    def __init__(self, pid, every=0.05):
        super().__init__(daemon=True)
        self.process, self.every, self.bytes = psutil.Process(pid), every, 0
        self.start()

    def run(self):
        while self.process.is_running():
            try:
                tree = [self.process, *self.process.children(recursive=True)]
            except psutil.Error:
                return
            self.bytes = max(self.bytes, sum(map(self.resident, tree)))
            time.sleep(self.every)

    @staticmethod
    def resident(process):
        try:
            return process.memory_info().rss
        except psutil.Error:  # it has just ended
            return 0


class Run:
    """One notebook on one kernel."""

    def __init__(self, notebook, folder, timeout):
        self.notebook, self.index, self.memory, self.reply = notebook, None, None, {}
        self.client = NotebookClient(
            notebook,
            timeout=timeout,
            kernel_name="dgm",
            startup_timeout=300,
            iopub_timeout=60,
            raise_on_iopub_timeout=True,
            record_timing=False,
            skip_cells_with_tag="",  # a cell that is not run must not pass
            resources={"metadata": {"path": folder}},
            on_cell_executed=self.executed,
        )

    def executed(self, cell, cell_index, execute_reply):
        self.reply = execute_reply["content"]
        status, seconds = self.reply["status"], time.monotonic() - self.began
        if cell_index < self.count:
            say("cell", index=cell_index, seconds=seconds, status=status)
        if status not in ("ok", "error"):
            raise NotExecuted(f"the kernel answered '{status}' and did not run the cell")
        if status == "ok" and MAY_FAIL in cell.metadata.get("tags", []):
            raise NotExecuted(f"the cell is tagged {MAY_FAIL} and raised none")

    async def cells(self):
        self.count = len(self.notebook.cells)
        self.notebook.cells.append(nbformat.v4.new_code_cell(SETTLE))
        try:
            for index, cell in enumerate(self.notebook.cells):
                self.index, self.began = index, time.monotonic()
                await self.client.async_execute_cell(cell, index)
        finally:
            self.notebook.cells.pop()

    async def start(self):
        async with self.client.async_setup_kernel():
            self.memory = PeakMemory(self.client.km.provisioner.pid)
            info = await self.client.async_wait_for_reply(await ensure_async(self.client.kc.kernel_info()))
            self.notebook.metadata["language_info"] = info["content"]["language_info"]
            await self.cells()


def describe(error, run, count):
    """A failure as JSON; the index of a cell, or of none when no cell is to blame."""
    late = run.index == count
    where = {"index": None if late else run.index, "late": late, "traceback": []}
    if isinstance(error, CellExecutionError):
        return {**where, "name": error.ename, "message": error.evalue, "traceback": run.reply["traceback"]}
    if isinstance(error, CellTimeoutError):
        return {**where, "name": "Timeout", "message": f"the cell took more than {run.client.timeout} s"}
    if isinstance(error, DeadKernelError):
        return {**where, "name": "KernelDied", "message": "the kernel ended while the cell ran"}
    return {**where, "name": type(error).__name__, "message": str(error)}


def main(source, result, folder, timeout):
    threading.Thread(target=end_with_parent, daemon=True).start()
    notebook = nbformat.read(source, as_version=4)
    count, began, failure = len(notebook.cells), time.monotonic(), None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    run = Run(notebook, folder, int(timeout))
    try:
        asyncio.run(run.start())
    except Exception as error:
        failure = describe(error, run, count)
    seconds = time.monotonic() - began
    nbformat.write(notebook, result)
    peak = round(run.memory.bytes / 1e6) if run.memory else 0
    say("end", seconds=seconds, peakMemoryMB=peak, failure=failure)


if __name__ == "__main__":
    main(*sys.argv[1:])
