# Vectors on standard input (rows * dims values of 32 bits, little endian), clusterings as JSON on standard output.
import json
import sys
import time

import numpy
from sklearn.cluster import KMeans

rows, dims, clusters = (int(number) for number in sys.argv[1:4])
seeds = [int(seed) for seed in sys.argv[4].split(",")]
vectors = numpy.frombuffer(sys.stdin.buffer.read(), dtype="<f4").reshape(rows, dims)
fits = []
for seed in seeds:
    began = time.perf_counter()
    fit = KMeans(n_clusters=clusters, n_init=1, random_state=seed).fit(vectors)
    seconds = time.perf_counter() - began
    fits.append({"labels": fit.labels_.tolist(), "inertia": float(fit.inertia_), "seconds": seconds})
json.dump(fits, sys.stdout)
