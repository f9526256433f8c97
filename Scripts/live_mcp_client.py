"""The official client of the Model Context Protocol (`mcp` of PyPI) against one server: lists the tools and calls them.

usage: live_mcp_client.py URL MODE PREFIX [HEADER VALUE]

MODE is `auto`, which takes the newest version that both speak, `legacy`, which begins with `initialize`, or a version such as
2026-07-28. PREFIX stands before the names of tools, where something between client and server puts one there. Prints one JSON
object: what was spoken, the tools, and what the calls came to. Each result is validated by the client against the schema that
the server gave.
"""

import asyncio
import json
import sys

import httpx2
from mcp import Client, types
from mcp.client.streamable_http import streamable_http_client

QUESTION = "How many orders do we have in total?"
STATEMENT = "SELECT status, COUNT(*) AS orders FROM orders GROUP BY status ORDER BY status"


async def ask_back(context, params):
    """The person whom the client asks when the server asks back."""
    return types.ElicitResult(action="accept", content={"question": QUESTION})


async def speak(url, mode, prefix, headers):
    async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
        async with Client(
                streamable_http_client(url, http_client=http), mode=mode, elicitation_callback=ask_back) as client:
            tools = (await client.list_tools()).tools

            async def call(name, **arguments):
                result = await client.call_tool(prefix + name, arguments)
                body = result.structured_content
                if body is None:
                    # What stands between client and server may pass on the text alone.
                    body = json.loads(result.content[0].text)
                return bool(result.is_error), body

            failed, answer = await call("ask", question=QUESTION)
            _, rows = await call("sql", sql=STATEMENT)
            refused, problem = await call("sql", sql="SELECT name FROM sqlite_schema")
            _, explained = await call("explain", request_id=answer["request_id"])
            unknown, _ = await call("explain", request_id="q-never")
            wrong, argument = await call("sql", statement="SELECT 1")
            return {
                "version": client.protocol_version,
                "server": client.server_info.name if client.server_info else None,
                "tools": [tool.name for tool in tools],
                "without_schemas": [tool.name for tool in tools if not (tool.input_schema and tool.output_schema)],
                "ask": None if failed else answer["outcome"],
                "ask_rows": answer.get("rows"),
                "sql_source": rows.get("source"),
                "sql_rows": len(rows.get("rows", [])),
                "refused": problem.get("code") if refused else None,
                "stages": [step["stage"] for step in explained.get("trail", [])],
                "unknown": unknown,
                "wrong_argument": argument.get("code") if wrong and isinstance(argument, dict) else wrong,
            }


url, mode, prefix = sys.argv[1:4]
print(json.dumps(asyncio.run(speak(url, mode, prefix, dict([sys.argv[4:6]] if len(sys.argv) > 5 else [])))))
