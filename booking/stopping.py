from contextlib import suppress
from queue import Empty, SimpleQueue
from types import FrameType


class Stop:
    """Asked for once, by a signal or another thread; whoever waits wakes up.

    Not a threading.Event: its set() takes a lock that the interrupted thread may hold at that very moment.
    SimpleQueue.put() is made for signal handlers.
    """

    def __init__(self) -> None:
        self.asked = False
        self.bell: SimpleQueue[None] = SimpleQueue()

    def ask(self, signal_number: int | None = None, frame: FrameType | None = None) -> None:
        self.asked = True
        self.bell.put(None)

    def wait(self, seconds: float) -> None:
        """Until that long has passed or stopping is asked for."""
        if not self.asked:
            with suppress(Empty):
                self.bell.get(timeout=seconds)
