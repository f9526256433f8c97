"""The questions of a recording in Inspect (inspect-ai of PyPI), answered by its mock model and scored, for Scripts/replay-speed.

usage: replay_peer.py RECORDING SAMPLES

The model gives what was recorded, tokens too (else Inspect would load a tokenizer and count them), and the scorer compares it with
that. Inspect's settings stay as they are, but nothing is displayed; its log goes to a folder that is removed. Prints the samples,
those that were right, which are all, and the seconds and the processor time that `eval` took, without the start of Python and its imports.
"""

import itertools
import json
import sys
import tempfile
import time

from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import exact
from inspect_ai.solver import generate


def recorded(path, count):
    """The questions and replies of the first `count` requests."""
    with open(path, encoding="utf-8") as lines:
        next(lines)
        requests = [json.loads(line) for line in itertools.islice(lines, count)]
    return [(request["id"], request["question"], request["planner"][0]) for request in requests]


def output(attempt):
    """What the model says, as it was recorded."""
    output = ModelOutput.from_content("mockllm/model", attempt["content"])
    tokens = attempt["usage"]
    output.usage = ModelUsage(
        input_tokens=tokens["input"], output_tokens=tokens["output"], total_tokens=tokens["input"] + tokens["output"])
    return output


def main():
    path, count = sys.argv[1], int(sys.argv[2])
    pairs = recorded(path, count)
    if len(pairs) < count:
        sys.exit(f"{path} has {len(pairs)} requests, not {count}")
    attempts = {question: attempt for _, question, attempt in pairs}
    # Samples run beside each other: what the model says goes by what it is asked.
    model = get_model("mockllm/model", custom_outputs=lambda messages, *rest: output(attempts[messages[-1].text]))
    samples = [Sample(id=id, input=question, target=attempts[question]["content"]) for id, question, _ in pairs]
    with tempfile.TemporaryDirectory(prefix="replay-peer-") as logs:
        begin, processor = time.perf_counter(), time.process_time()
        [log] = eval(
            Task(dataset=MemoryDataset(samples), solver=generate(), scorer=exact()), model=model, display="none", log_dir=logs)
        seconds, processor = time.perf_counter() - begin, time.process_time() - processor
    if log.status != "success":
        sys.exit(f"Inspect ended with {log.status}: {log.error.message[:500] if log.error else ''}")
    right = log.results.scores[0].metrics["mean"].value
    print(f"peer_samples {log.results.completed_samples}")
    print(f"peer_right {round(right * count)}")
    print(f"peer_eval_seconds {seconds:.3f}")
    print(f"peer_processor_us_a_sample {processor / count * 1e6:.0f}")


main()
