#!/usr/bin/env python3
"""Writes the random draws and the solution of gen_ces.py for small economies.

usage: draws.py FOLDER_OF_GEN_CES OUT.json.gz

The draws are read from the local variables of generate() when it returns, so
that the Go solver can be given exactly the same inputs."""
import gzip, json, sys
import numpy as np

sys.path.insert(0, sys.argv[1])
import gen_ces

INPUTS = "Z Ue a b om areg F0 Dc De so su to tu g ls0 ls1".split()
OUTPUTS = "lp lq lx pe syst".split()


def run(level):
    cfg = dict(gen_ces.LEVELS[level], R=2, T=5, n_min=4, n_prod=6, edges_hi=4)
    cfg["shift_t"] = 3 if cfg["shift_t"] else 0
    kept = {}

    def profile(frame, event, _):
        if event == "return" and frame.f_code.co_name == "generate":
            kept.update(frame.f_locals)

    sys.setprofile(profile)
    gen_ces.generate(cfg, 7)
    sys.setprofile(None)
    clean = lambda v: np.asarray(v, float).tolist()
    return dict(level=level, config=cfg, edges=[list(map(int, e)) for e in kept["E"]],
                draws={k: clean(kept[k]) for k in INPUTS}, solution={k: clean(kept[k]) for k in OUTPUTS})


with gzip.GzipFile(sys.argv[2], "wb", mtime=0) as f:
    f.write(json.dumps([run(f"L{i}") for i in range(5)]).encode())
