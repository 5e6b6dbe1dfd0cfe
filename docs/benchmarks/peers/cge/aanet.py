#!/usr/bin/env python3
"""Random networks of industries that choose their suppliers, solved by numpy.

Every industry looks at all its sets (full enumeration, vectorised over
industries), prices of given sets come from a dense linear system, and the two
alternate until no set changes. Writes the network as a lodestone-case/1 file of
kind aanet that expects this solution, and prints the seconds it took.

    aanet.py --n 200 --candidates 12 --sigma 2 --radius 0.95 --seed 1 -o network.json
    lodestone cge solve network.json
"""
import argparse
import json
import time

import numpy as np


def draw(n, m, sigma, radius, seed):
    """Weights, productivity gains and suppliers; three required inputs each."""
    rng = np.random.default_rng(seed)
    net = {
        "logA0": rng.uniform(-0.1, 0.1, n),
        "wL": rng.uniform(0.4, 0.8, n),
        "mu": np.where(rng.random(n) < 0.25, rng.uniform(0, 0.1, n), 0.0),
        "sup": np.array([rng.permutation(n)[: 3 + m] for _ in range(n)]),
        "w": rng.uniform(0.02, 0.3, (n, 3 + m)),
        "b": rng.uniform(0, 0.2, (n, m)) if sigma < 1 else rng.uniform(-0.1, 0.02, (n, m)),
    }
    best = net["logA0"] + np.maximum(net["b"], 0).sum(1)
    full = np.zeros((n, n))
    np.put_along_axis(full, net["sup"], net["w"], 1)
    full *= (((1 + net["mu"]) * np.exp(-best)) ** (1 - sigma))[:, None]
    net["w"] *= radius / np.abs(np.linalg.eigvals(full)).max()
    return net


def solve(net, sigma):
    """Log prices and sets (one row of booleans an industry)."""
    n, m = net["b"].shape
    e = 1 - sigma
    bits = (np.arange(1 << m)[:, None] >> np.arange(m)) & 1
    gains = net["b"] @ bits.T + net["logA0"][:, None]
    sets = np.zeros(n, dtype=int)
    rows = np.arange(n)
    while True:
        scale = ((1 + net["mu"]) * np.exp(-gains[rows, sets])) ** e
        used = np.concatenate([np.ones((n, 3)), bits[sets]], 1) * net["w"] * scale[:, None]
        a = np.eye(n)
        np.subtract.at(a, (np.repeat(rows, 3 + m), net["sup"].ravel()), used.ravel())
        u = np.linalg.solve(a, scale * net["wL"])
        if not (u > 0).all():
            raise SystemExit("not viable")
        x = net["w"] * u[net["sup"]]
        total = (net["wL"] + x[:, :3].sum(1))[:, None] + x[:, 3:] @ bits.T
        cost = np.log(total) / e - gains
        best = cost.argmin(1)
        better = cost[rows, best] < cost[rows, sets] - 1e-12
        if not better.any():
            return np.log(u) / e, bits[sets].astype(bool)
        sets = np.where(better, best, sets)


def case(net, sigma, log_p, sets, name):
    names = [f"i{i:03d}" for i in range(len(log_p))]
    industries = []
    for i, x in enumerate(names):
        inputs = [{"j": names[j], "w": w} for j, w in zip(net["sup"][i].tolist(), net["w"][i].tolist())]
        for k, b in enumerate(net["b"][i].tolist()):
            inputs[3 + k]["b"] = b
        industries.append({"name": x, "logA0": net["logA0"][i], "wL": net["wL"][i], "mu": net["mu"][i],
                           "required": inputs[:3], "optional": inputs[3:]})
    chosen = {x: [names[j] for j in net["sup"][i][3:][sets[i]]] for i, x in enumerate(names)}
    return {"schema": "lodestone-case/1", "id": name, "kind": "aanet", "form": "ces", "sigma": sigma,
            "industries": industries,
            "scenarios": [{"name": "base", "expect": {"logP": dict(zip(names, log_p.tolist())), "S": chosen}}]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--candidates", type=int, default=12)
    parser.add_argument("--sigma", type=float, default=2.0)
    parser.add_argument("--radius", type=float, default=0.95)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", default="network.json")
    a = parser.parse_args()
    net = draw(a.n, a.candidates, a.sigma, a.radius, a.seed)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        log_p, sets = solve(net, a.sigma)
        times.append(time.perf_counter() - began)
    with open(a.output, "w") as f:
        json.dump(case(net, a.sigma, log_p, sets, f"random network of {a.n} industries"), f)
    print(f"numpy: {a.n} industries, {a.candidates} candidates, sigma {a.sigma}: {sorted(times)[2]:.4f} s, {sets.sum()} links")


if __name__ == "__main__":
    main()
