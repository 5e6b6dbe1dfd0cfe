#!/usr/bin/env python3
"""Writes a panel of gen_ces.py with its truth, and what est_ces.py makes of it.

usage: panels.py FOLDER_OF_PEERS LEVEL SEED OUT.json.gz"""
import gzip, json, sys

sys.path.insert(0, sys.argv[1])
import est_ces, gen_ces

level, seed = sys.argv[2], int(sys.argv[3])
cfg = gen_ces.LEVELS[level]
obs, truth = gen_ces.generate(cfg, seed)
scores, f, sd = est_ces.run(cfg, seed)
panel = dict(schema="lodestone.gen_ces/1", level=level, seed=seed, **gen_ces.jsonable(obs, 7), truth=gen_ces.jsonable(truth, 9), config=cfg)
with gzip.GzipFile(sys.argv[4], "wb", mtime=0) as out:
    out.write(json.dumps(dict(panel=panel, scores=scores, first_stage_f=f)).encode())
