"""The workloads in SimPy: the same command line and the same line of answers as the compiled programs. Times are hours."""

import math
import multiprocessing
import random
import sys
import time

import simpy

LOAD = 0.9
RATE = 0.7
BORDER, RAIL_1, PORT, RAIL_2 = 2, 8, 3, 6
VESSELS, CAPACITY, LONGEST_WAIT, SAILING, UNLOADING, RETURN = 2, 20, 24.0, 20.0, 6.0, 20.0
SHORT = 2000
VARIANCE = math.log(1.25)


def mean(servers):
    """Mean service at which so many servers have a load of 0.8."""
    return 0.8 * servers / RATE


def exponential(draws, servers):
    return lambda: draws.expovariate(1 / mean(servers))


def lognormal(draws, servers):
    mu, sigma = math.log(mean(servers)) - VARIANCE / 2, math.sqrt(VARIANCE)
    return lambda: draws.lognormvariate(mu, sigma)


def hold(pending, holds):
    """W1: a process for each pending event."""
    env, draws, left = simpy.Environment(), random.Random(1), [holds]
    done = env.event()

    def event():
        while True:
            yield env.timeout(draws.expovariate(1.0))
            left[0] -= 1
            if left[0] == 0:
                done.succeed()

    for _ in range(pending):
        env.process(event())
    began = time.process_time()
    env.run(until=done)
    return env.now, time.process_time() - began


def mm1(customers):
    """W2: two processes and a store, which is its quickest form."""
    env, draws, total = simpy.Environment(), random.Random(1), [0.0]
    queue = simpy.Store(env)

    def source():
        for _ in range(customers):
            yield env.timeout(draws.expovariate(LOAD))
            yield queue.put(env.now)

    def server():
        for _ in range(customers):
            came = yield queue.get()
            yield env.timeout(draws.expovariate(1.0))
            total[0] += env.now - came

    env.process(source())
    env.process(server())
    env.run()
    return total[0] / customers


class Corridor:
    """W3: a process for each unit on land, and for each vessel."""

    def __init__(self, units, seed):
        self.env, self.draws, self.units = simpy.Environment(), random.Random(seed), units
        self.times, self.at_border, self.departures, self.carried = [], 0.0, 0, 0
        self.border = self.stage(BORDER, exponential)
        self.rail_1 = self.stage(RAIL_1, lognormal)
        self.port = self.stage(PORT, exponential)
        self.rail_2 = self.stage(RAIL_2, lognormal)
        self.yard, self.berth = simpy.Store(self.env), simpy.Resource(self.env, 1)
        self.done = self.env.event()
        self.env.process(self.source())
        for _ in range(VESSELS):
            self.env.process(self.vessel())
        self.env.run(until=self.done)

    def stage(self, servers, law):
        return simpy.Resource(self.env, servers), law(self.draws, servers)

    def pass_through(self, stage):
        servers, service = stage
        with servers.request() as request:
            yield request
            yield self.env.timeout(service())

    def source(self):
        for _ in range(self.units):
            yield self.env.timeout(self.draws.expovariate(RATE))
            self.env.process(self.before_sea(self.env.now))

    def before_sea(self, came):
        yield from self.pass_through(self.border)
        self.at_border += self.env.now - came
        yield from self.pass_through(self.rail_1)
        yield self.yard.put(came)

    def after_sea(self, came):
        yield from self.pass_through(self.port)
        yield from self.pass_through(self.rail_2)
        self.times.append(self.env.now - came)
        if len(self.times) == self.units:
            self.done.succeed()

    def load(self):
        """Units, until it is full, or has one and has waited long."""
        load = []
        while not load:
            limit = self.env.timeout(LONGEST_WAIT)
            while len(load) < CAPACITY:
                unit = self.yard.get()
                if not unit.triggered:
                    yield unit | limit
                    if not unit.triggered:
                        unit.cancel()
                        break
                load.append(unit.value)
        return load

    def vessel(self):
        while True:
            with self.berth.request() as berth:
                yield berth
                load = yield from self.load()
            self.departures += 1
            self.carried += len(load)
            yield self.env.timeout(SAILING)
            yield self.env.timeout(UNLOADING)
            for came in load:
                self.env.process(self.after_sea(came))
            yield self.env.timeout(RETURN)


def short(seed):
    """The mean of one replication of W4."""
    return sum(Corridor(SHORT, seed).times) / SHORT


def main():
    name, *numbers = sys.argv[1:]
    numbers = [int(number) for number in numbers]
    began = time.process_time()
    if name == "w1":
        now, cpu = hold(*numbers)
        print(f"items={numbers[1]} answer={now:.4f} cpu_s={cpu:.6f}")
        return
    if name == "w2":
        items, answer = numbers[0], f"answer={mm1(*numbers):.4f}"
    elif name == "w3":
        seen = Corridor(numbers[0], 1)
        items, times = numbers[0], sorted(seen.times)
        answer = f"answer={sum(times) / items:.4f} p90={times[items * 9 // 10]:.2f}"
        answer += f" border={seen.at_border / items:.4f} load={seen.carried / seen.departures:.3f}"
    else:
        replications, processes = numbers
        with multiprocessing.Pool(processes) as pool:
            means = pool.map(short, range(1, replications + 1))
        items, answer = replications * SHORT, f"answer={sum(means) / replications:.4f}"
    print(f"items={items} {answer} cpu_s={time.process_time() - began:.6f}")


if __name__ == "__main__":
    main()
