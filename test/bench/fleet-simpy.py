"""Workload B in SimPy: the same jobs on the same fleet, by a rule that any fleet follows (boot while fewer boot than wait, idle instances go after 20 minutes).

usage: fleet-simpy.py WORKLOAD.f64   (arrivals, then durations, in seconds, as little-endian doubles)
prints one line of JSON: jobs, seconds, mean wait
"""
import array
import collections
import json
import sys
import time

import simpy

INSTANCES, BOOT, IDLE = 200, 60, 1200

columns = array.array('d')
with open(sys.argv[1], 'rb') as file:
    columns.frombytes(file.read())
count = len(columns) // 2
arrival, duration = columns[:count], columns[count:]

env = simpy.Environment()
waiting = collections.deque()
idle = []
state = {'instances': 0, 'booting': 0, 'waited': 0.0}


def instance():
    yield env.timeout(BOOT)
    state['booting'] -= 1
    while True:
        while waiting:
            job = waiting.popleft()
            state['waited'] += env.now - arrival[job]
            yield env.timeout(duration[job])
        job = env.event()
        idle.append(job)
        expiry = env.timeout(IDLE)
        first = yield job | expiry
        if job not in first:
            idle.remove(job)
            state['instances'] -= 1
            return
        yield env.timeout(duration[job.value])


def source():
    for job in range(count):
        yield env.timeout(arrival[job] - env.now)
        if idle:
            idle.pop().succeed(job)
            continue
        waiting.append(job)
        if state['instances'] < INSTANCES and state['booting'] < len(waiting):
            state['instances'] += 1
            state['booting'] += 1
            env.process(instance())


began = time.perf_counter()
env.process(source())
env.run()
print(json.dumps({'jobs': count, 'seconds': time.perf_counter() - began, 'wait': state['waited'] / count}))
