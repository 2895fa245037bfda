"""How the database answers a question: by an index, or by looking at every row.

What stays fast among a hundred thousand rows reads no table as a whole and sorts no set that grows.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from django.db import connection

EXPLAINED = count()
TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"(?: (?:AS )?"?([A-Z]\w*\d)"?)?')


@contextmanager
def asked():
    """Collect the questions that the database is asked meanwhile, each with its parameters."""
    questions = []

    def note(execute, sql, params, many, context):
        if sql.lstrip("( ").startswith("SELECT"):
            questions.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield questions


def faults(sql: str, params, small: dict[str, str]) -> Iterator[str]:
    """Yield what a plan reads or sorts as a whole, but for the tables that are `small`."""
    if {table for table, _alias in TABLE.findall(sql)} <= {*small}:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # One that is kept would be explained by the indexes there were: each time another one.
            cursor.execute(f"EXPLAIN QUERY PLAN {sql} -- {next(EXPLAINED)}", params)
            lines = [row[3] for row in cursor.fetchall()]
            yield from _faults_of_sqlite(lines, sql, small)
        else:
            # What remains of these is done because there is no other way.
            cursor.execute("SET enable_seqscan = off; SET enable_sort = off")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            (plan,) = cursor.fetchone()
            cursor.execute("RESET enable_seqscan; RESET enable_sort")
            plan = json.loads(plan) if isinstance(plan, str) else plan
            yield from _faults_of_postgresql(plan[0]["Plan"], small)


def _faults_of_sqlite(lines, sql, small):
    names = {alias or table: table for table, alias in TABLE.findall(sql)}
    for line in lines:
        if line.startswith("USE TEMP B-TREE FOR"):
            yield "sorts"
        # The index of the words is a virtual table: with M it is asked for words.
        found = re.match(r"SCAN (\w+)(?! VIRTUAL TABLE INDEX \d+:M)", line)
        if found and (table := names.get(found[1])) and table not in small:
            yield f"reads all of {table}"


def _faults_of_postgresql(node, small):
    if node["Node Type"] in {"Sort", "Incremental Sort"}:
        yield "sorts"
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] not in small:
        yield f"reads all of {node['Relation Name']}"
    # A question of its own for each row, which the planner would rather ask of all rows at once.
    if "hashed SubPlan" in str(node.get("Filter")):
        yield "reads all into a hash"
    for child in node.get("Plans", []):
        yield from _faults_of_postgresql(child, small)


@contextmanager
def counted():
    """Count what SQLite does meanwhile, in hundreds of its own steps: the same on any machine."""
    steps = []
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: steps.append(1) and 0, 100)
    try:
        yield steps
    finally:
        connection.connection.set_progress_handler(None, 0)
