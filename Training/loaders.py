"""Batches made ahead of their use, by several threads: a fast accelerator would wait for one."""
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import data


class Loaders:
    """`data.Batches` by `count` threads, each with numbers of its own; `next` gives theirs in turn."""

    def __init__(self, sets, options, seed, count):
        self.sources = [data.Batches(sets, options, np.random.default_rng([*seed, loader])) for loader in range(count)]
        self.pool = ThreadPoolExecutor(count)
        self.coming = [self.pool.submit(source.next) for source in self.sources]
        self.turn = 0

    def next(self):
        batch = self.coming[self.turn].result()
        self.coming[self.turn] = self.pool.submit(self.sources[self.turn].next)
        self.turn = (self.turn + 1) % len(self.coming)
        return batch
