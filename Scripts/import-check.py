"""Makes the traffic that Scripts/import-check imports: spans and rows of the real packages, against a server on this machine.

usage: import-check.py FOLDER SPANS ROWS SEED

Writes FOLDER/spans-NAME.jsonl for each instrumentation, together SPANS spans of calls of a model, and FOLDER/rows.jsonl with
ROWS rows as the LiteLLM proxy stores them. Nobody switched content on. The server answers most calls, turns some away with
429 and 500, and hangs up on a few. FOLDER/served.json says what it did, apart for spans and rows.
"""

import asyncio
import http.server
import json
import os
import pathlib
import random
import sys
import threading
import time

FOLDER, SPANS, ROWS, SEED = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "false"
os.environ["TRACELOOP_TRACE_CONTENT"] = "false"
os.environ["OPENINFERENCE_HIDE_INPUTS"] = os.environ["OPENINFERENCE_HIDE_OUTPUTS"] = "true"
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "")
chance = random.Random(SEED)


class Served:
    """What the model did since it was made."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = {"requests": 0, "replies": 0, "HTTP 429": 0, "HTTP 500": 0, "hung up": 0, "input": 0, "output": 0}

    def add(self, **counts):
        with self.lock:
            for name, count in counts.items():
                self.counts[name.replace("_", " ")] += count


served = Served()


class Model(http.server.BaseHTTPRequestHandler):
    """A model that answers at once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Head and body go out together.
    wbufsize = -1

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        draw = chance.random()
        served.add(requests=1)
        if draw < 0.01:
            served.add(hung_up=1)
            self.close_connection = True
            self.connection.close()
            return
        if draw < 0.05:
            status = 429 if draw < 0.03 else 500
            served.add(**{f"HTTP_{status}": 1})
            self.answer(status, {"error": {"message": "not now", "type": "server_error", "code": None}})
            return
        usage = {"prompt_tokens": chance.randint(200, 4_000), "completion_tokens": chance.randint(5, 400)}
        served.add(replies=1, input=usage["prompt_tokens"], output=usage["completion_tokens"])
        usage["total_tokens"] = sum(usage.values())
        usage["prompt_tokens_details"] = {"cached_tokens": usage["prompt_tokens"] // 4}
        usage["completion_tokens_details"] = {"reasoning_tokens": usage["completion_tokens"] // 5}
        message = {"role": "assistant", "content": '{"tool":"sql","sql":"SELECT 1"}'}
        self.answer(
            200,
            {
                "id": f"chatcmpl-{chance.getrandbits(64):x}", "object": "chat.completion", "created": int(time.time()),
                "model": request["model"] + "-2024-08-06", "usage": usage,
                "choices": [{"index": 0, "message": message, "finish_reason": "length" if draw > 0.98 else "stop"}],
            },
        )

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_):
        pass


def spans(name, instrumentor, count, url, hexadecimal):
    """Spans as an OTLP exporter would send them, a batch a line."""
    import openai
    from google.protobuf.json_format import MessageToDict
    from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

    def hexed(value):
        import base64

        if isinstance(value, list):
            return [hexed(element) for element in value]
        if not isinstance(value, dict):
            return value
        return {
            key: base64.b64decode(inner).hex() if key in ("traceId", "spanId", "parentSpanId") else hexed(inner)
            for key, inner in value.items()
        }

    with open(FOLDER / f"spans-{name}.jsonl", "w") as file:

        class LinesExporter(SpanExporter):
            def export(self, batch):
                content = MessageToDict(encode_spans(batch))
                file.write(json.dumps(hexed(content) if hexadecimal else content) + "\n")
                return SpanExportResult.SUCCESS

        provider = TracerProvider(resource=Resource.create({"service.name": "import-check"}))
        provider.add_span_processor(BatchSpanProcessor(LinesExporter(), max_queue_size=100_000))
        instrumentor.instrument(tracer_provider=provider)
        client = openai.OpenAI(base_url=url, api_key="none", max_retries=0)
        tracer = provider.get_tracer("import-check")
        for number in range(count):
            # What is around a call is a span, too, and no call of a model.
            with tracer.start_as_current_span("handle question"):
                try:
                    client.chat.completions.create(
                        model=chance.choice(["gpt-4o", "gpt-4o-mini"]),
                        messages=[{"role": "user", "content": f"How many of {number}?"}],
                    )
                except openai.OpenAIError:
                    pass
        provider.shutdown()
        instrumentor.uninstrument()


async def rows(count, url):
    """Rows as LiteLLM's proxy makes them of its calls."""
    import litellm
    from litellm.integrations.custom_logger import CustomLogger
    from litellm.proxy.spend_tracking.spend_tracking_utils import get_logging_payload

    litellm.suppress_debug_info = True
    file = open(FOLDER / "rows.jsonl", "w")
    written = 0

    class Rows(CustomLogger):
        def write(self, kwargs, response, start, end):
            nonlocal written
            row = get_logging_payload(kwargs, response, start, end)
            file.write(json.dumps(row, default=str) + "\n")
            written += 1

        async def async_log_success_event(self, kwargs, response_obj, start_time, end_time):
            self.write(kwargs, response_obj, start_time, end_time)

        async def async_log_failure_event(self, kwargs, response_obj, start_time, end_time):
            # As the proxy's own hook for failures does.
            logged = kwargs.get("standard_logging_object") or {}
            metadata = kwargs.setdefault("litellm_params", {}).setdefault("metadata", {})
            metadata["status"] = "failure"
            metadata["error_information"] = logged.get("error_information")
            kwargs.pop("completion_start_time", None)
            self.write(kwargs, response_obj, start_time, end_time)

    litellm.callbacks = [Rows()]
    gate = asyncio.Semaphore(16)

    async def ask(number):
        async with gate:
            try:
                await litellm.acompletion(
                    model=chance.choice(["openai/gpt-4o", "openai/gpt-4o-mini"]), base_url=url, api_key="none",
                    num_retries=0, max_retries=0, user=f"customer-{number % 7}",
                    metadata={"user_api_key_team_id": f"team-{number % 3}", "user_api_key_user_id": f"user-{number % 11}"},
                    messages=[{"role": "user", "content": f"How many of {number}?"}],
                )
            except Exception:
                pass

    await asyncio.gather(*(ask(number) for number in range(count)))
    until = time.time() + 60
    while written < count and time.time() < until:
        await asyncio.sleep(0.05)
    file.close()
    if written != count:
        sys.exit(f"LiteLLM logged {written} of {count} calls")


def main():
    global served
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/v1"

    from openinference.instrumentation.openai import OpenAIInstrumentor as OpenInference
    from opentelemetry.instrumentation.openai import OpenAIInstrumentor as OpenLLMetry
    from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor as OpenTelemetry

    parts = [SPANS - 2 * (SPANS // 3), SPANS // 3, SPANS // 3]
    spans("opentelemetry", OpenTelemetry(), parts[0], url, hexadecimal=True)
    spans("openllmetry", OpenLLMetry(), parts[1], url, hexadecimal=False)
    spans("openinference", OpenInference(), parts[2], url, hexadecimal=True)
    of_spans, served = served, Served()
    asyncio.run(rows(ROWS, url))
    server.shutdown()
    (FOLDER / "served.json").write_text(json.dumps({"spans": of_spans.counts, "rows": served.counts}))


main()
