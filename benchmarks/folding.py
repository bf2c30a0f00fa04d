"""Folding ten million entries of a million cases from arrays: the facts since each client's latest miss."""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.array_fold import NEVER, WHAT, Happened, fold_columns

from .caseloads import default_protocol
from .measuring import Row, Section, duration, in_turn, memory, noise_of, show, times

ENTRIES = 10_000_000
CASES = 1_000_000
_DAY = 24 * 60 * 60 * 1_000_000
_SHARES = {"missed": 6, "back": 14, "tried": 20, "reached": 6, "heard": 3, "understood": 2, "documented": 5}

CODE = {name: place for place, name in enumerate(WHAT)}
NOTIFIED = ("reached", "told", "heard", "stop_asked", "understood", "unclear")
SINCE_MISS = {
    "heard": ("heard", "stop_asked"), "planned": ("planned", "adjusted"), "adjusted": ("adjusted",),
    "documented": ("documented",), "consulted": ("consulted",), "forewarned": ("forewarned",),
    "forewarning_unsafe": ("forewarning_unsafe",), "billed": ("billed",),
    "hardship_considered": ("hardship",),
}  # fmt: skip
ONE_BY_ONE = (
    "missed", "in_touch", "stop_asked", "understood", "explained_twice", "planned_before", "letter_sent",
)  # fmt: skip
IN_RESPONSE = {"explained": ("understood", "unclear"), "counsel_offered": ("counsel",)}
Answer = dict[str, NDArray[np.int64]]


def measure() -> Section:
    """Time it beside DuckDB, Polars and a plain NumPy that sorts, all with the same answer."""
    protocol = default_protocol()
    happened = entries()
    table = pl.DataFrame({"case": happened.case, "what": happened.what, "at": happened.at})
    connection = duckdb.connect()
    connection.execute("SET threads TO 2")
    connection.register(
        "columns_in_memory", {"case": happened.case, "what": happened.what, "at": happened.at}
    )
    connection.execute('CREATE TABLE happened AS SELECT "case" AS c, what, "at" AS t FROM columns_in_memory')
    bits = {name: protocol.bits[name] for name in (*ONE_BY_ONE, *SINCE_MISS, *IN_RESPONSE)}
    query = duck_query(bits)
    lazy = polars_query(table.lazy(), bits)

    numpy_facts = fold_columns(happened, CASES, protocol)
    expected = {"bits": numpy_facts.bits.astype(np.int64), "attempts": numpy_facts.attempts.astype(np.int64)}
    for name, answer in (
        ("DuckDB", connection.sql(query).fetchnumpy()),
        ("Polars", lazy.collect().to_dict(as_series=False)),
        ("NumPy", sorted_fold(happened, bits)),
    ):
        where = np.asarray(answer["case"])
        for column in ("bits", "attempts"):
            whole = np.zeros(CASES, np.int64)
            whole[where] = np.asarray(answer[column])
            assert (whole == expected[column]).all(), f"{name} differs in {column}"

    mixed = _mixed(happened)
    taken = in_turn(
        {
            "ours": lambda: fold_columns(happened, CASES, protocol),
            "mixed": lambda: fold_columns(mixed, CASES, protocol),
            "DuckDB": lambda: connection.sql(query).fetchnumpy(),
            "Polars": lambda: lazy.collect(),
            "NumPy, sorting": lambda: sorted_fold(happened, bits),
        },
        runs=4,
    )
    best = min(("DuckDB", "Polars", "NumPy, sorting"), key=lambda name: taken[name].best)
    fold = taken["ours"].best
    rows = [
        Row("`fold_columns`", duration(fold), name, duration(taken[name].best), times(fold, taken[name].best),
            "≤ 2 × the best" if name == best else "", fold <= 2 * taken[name].best if name == best else None)
        for name in ("DuckDB", "Polars", "NumPy, sorting")
    ]  # fmt: skip
    rows.append(
        Row(
            "`fold_columns`, all cases mixed",
            duration(taken["mixed"].best),
            "case by case",
            duration(fold),
            times(taken["mixed"].best, fold),
        )
    )
    return Section(
        "The fold",
        f"{ENTRIES:,} entries of {CASES:,} cases, as three columns in memory, to {len(bits) + 1} facts of "
        "each case and the number "
        "of tries that count: latest counted miss, start of its response, latest of each kind since. All "
        "four give the "
        "same bits and counts. Entries lie case by case, in no order of time within a case. DuckDB and "
        "Polars use both "
        "cores and read from a table of their own; ours and plain NumPy use one.",
        tuple(rows),
        noise_of(taken),
        (f"{ENTRIES / fold / 1e6:.0f} million entries a second; {memory()} at most for all four together.",),
    )


def entries() -> Happened:
    """Half a year of a large caseload: mostly sessions and tries, a little of everything else; the same "
    "each time."""
    chance = np.random.default_rng(2026)
    weights = np.array([_SHARES.get(name, 1) for name in (*WHAT, "nothing")], float)
    case = np.sort(chance.integers(0, CASES, ENTRIES, dtype=np.int32))
    what = chance.choice(len(weights), ENTRIES, p=weights / weights.sum()).astype(np.uint8)
    at = chance.integers(0, 180 * _DAY, ENTRIES) + 1_767_571_200_000_000
    return Happened(case, what, at)


def _mixed(happened: Happened) -> Happened:
    order = np.argsort(happened.at, kind="stable")
    return Happened(happened.case[order], happened.what[order], happened.at[order])


def _codes(*names: str) -> str:
    return ", ".join(str(CODE[name]) for name in names)


def duck_query(bits: dict[str, int]) -> str:
    """The same fold in SQL: the latest of each kind, the response's start, and what counts since."""
    never = "-9223372036854775808"

    def latest(*names: str) -> str:
        return f"coalesce(max(t) FILTER (WHERE what IN ({_codes(*names)})), {never})"

    def packed() -> str:
        conditions = {
            "missed": "ever AND anchor > back",
            "in_touch": "ever AND told >= anchor",
            "stop_asked": f"stop_asked > {never} AND stop_asked >= reached",
            "understood": "ever AND understood >= began AND understood > unclear",
            "explained_twice": "ever AND unclear_times >= 2",
            "planned_before": "ever AND planned_early < anchor",
            "letter_sent": f"letter_sent >= greatest(began, told) AND greatest(began, told) > {never}",
            **{name: f"ever AND {_greatest(kinds)} >= anchor" for name, kinds in SINCE_MISS.items()},
            **{name: f"ever AND {_greatest(kinds)} >= began" for name, kinds in IN_RESPONSE.items()},
        }
        return " + ".join(f"if({conditions[name]}, {bit}, 0)" for name, bit in bits.items())

    kinds = [name for name in WHAT if name not in ("missed", "tried")]
    columns = ", ".join(f"{latest(name)} AS {name}" for name in kinds)
    return f"""
        WITH latest AS (
            SELECT c, {latest("missed")} AS anchor, {latest(*NOTIFIED)} AS told, {columns},
                   coalesce(min(t) FILTER (WHERE what IN ({_codes("planned", "adjusted")})),
                            {-int(NEVER) - 1})
                       AS planned_early
            FROM happened GROUP BY c
        ), ended AS (
            SELECT c, max(t) AS ended FROM happened JOIN latest USING (c)
            WHERE what = {CODE["back"]} AND t < anchor GROUP BY c
        ), begun AS (
            SELECT c, min(t) AS began FROM happened LEFT JOIN ended USING (c)
            WHERE what = {CODE["missed"]} AND t > coalesce(ended, {never}) GROUP BY c
        ), known AS (
            SELECT *, coalesce(begun.began, {never}) AS since_when, anchor > {never} AS ever
            FROM latest LEFT JOIN begun USING (c)
        ), counted AS (
            SELECT c,
                   count(*) FILTER (WHERE what = {CODE["tried"]} AND t >= greatest(since_when, told)
                                    AND t <> told) AS attempts,
                   count(*) FILTER (WHERE what = {CODE["unclear"]} AND t >= since_when) AS unclear_times
            FROM happened JOIN known USING (c)
            WHERE what IN ({_codes("tried", "unclear")}) AND ever GROUP BY c
        ), whole AS (
            SELECT known.* EXCLUDE (began), since_when AS began, coalesce(attempts, 0) AS attempts,
                   coalesce(unclear_times, 0) AS unclear_times
            FROM known LEFT JOIN counted USING (c)
        )
        SELECT c AS "case", CAST({packed()} AS BIGINT) AS bits, attempts FROM whole
    """


def _greatest(kinds: tuple[str, ...]) -> str:
    return f"greatest({', '.join(kinds)})" if len(kinds) > 1 else kinds[0]


def polars_query(happened: pl.LazyFrame, bits: dict[str, int]) -> pl.LazyFrame:
    """The same fold as a lazy Polars query."""
    never = int(NEVER)

    def latest(*names: str) -> pl.Expr:
        return (
            pl.col("at").filter(pl.col("what").is_in([CODE[name] for name in names])).max().fill_null(never)
        )

    kinds = [name for name in WHAT if name not in ("missed", "tried")]
    plans = pl.col("what").is_in([CODE["planned"], CODE["adjusted"]])
    known = happened.group_by("case").agg(
        latest("missed").alias("anchor"),
        latest(*NOTIFIED).alias("told_us"),
        pl.col("at").filter(plans).min().fill_null(-never - 1).alias("planned_early"),
        *(latest(name).alias(name) for name in kinds),
    )
    ended = (
        happened.filter(pl.col("what") == CODE["back"])
        .join(known.select("case", "anchor"), on="case")
        .filter(pl.col("at") < pl.col("anchor"))
        .group_by("case")
        .agg(pl.col("at").max().alias("ended"))
    )
    begun = (
        happened.filter(pl.col("what") == CODE["missed"])
        .join(ended, on="case", how="left")
        .filter(pl.col("at") > pl.col("ended").fill_null(never))
        .group_by("case")
        .agg(pl.col("at").min().alias("began"))
    )
    known = known.join(begun, on="case", how="left").with_columns(
        pl.col("began").fill_null(never), (pl.col("anchor") > never).alias("ever")
    )
    since = pl.max_horizontal("began", "told_us")
    counted = (
        happened.filter(pl.col("what").is_in([CODE["tried"], CODE["unclear"]]))
        .join(known.filter(pl.col("ever")).select("case", "began", "told_us"), on="case")
        .group_by("case")
        .agg(
            (
                (pl.col("what") == CODE["tried"])
                & (pl.col("at") >= since)
                & (pl.col("at") != pl.col("told_us"))
            )
            .sum()
            .alias("attempts"),
            ((pl.col("what") == CODE["unclear"]) & (pl.col("at") >= pl.col("began")))
            .sum()
            .alias("unclear_times"),
        )
    )
    whole = known.join(counted, on="case", how="left").with_columns(
        pl.col("attempts").fill_null(0), pl.col("unclear_times").fill_null(0)
    )
    ever, anchor, began = pl.col("ever"), pl.col("anchor"), pl.col("began")
    conditions = {
        "missed": pl.col("ever") & (pl.col("anchor") > pl.col("back")),
        "in_touch": pl.col("ever") & (pl.col("told_us") >= pl.col("anchor")),
        "stop_asked": (pl.col("stop_asked") > never) & (pl.col("stop_asked") >= pl.col("reached")),
        "understood": ever & (pl.col("understood") >= began) & (pl.col("understood") > pl.col("unclear")),
        "explained_twice": pl.col("ever") & (pl.col("unclear_times") >= 2),
        "planned_before": pl.col("ever") & (pl.col("planned_early") < pl.col("anchor")),
        "letter_sent": (pl.col("letter_sent") >= since) & (since > never),
        **{name: ever & (pl.max_horizontal(*kinds) >= anchor) for name, kinds in SINCE_MISS.items()},
        **{name: ever & (pl.max_horizontal(*kinds) >= began) for name, kinds in IN_RESPONSE.items()},
    }  # fmt: skip
    packed = pl.sum_horizontal(
        [
            pl.when(conditions[name]).then(pl.lit(bit, pl.Int64)).otherwise(pl.lit(0, pl.Int64))
            for name, bit in bits.items()
        ]
    )
    return whole.select("case", packed.alias("bits"), pl.col("attempts").cast(pl.Int64))


def sorted_fold(happened: Happened, bits: dict[str, int]) -> Answer:
    """The textbook way in NumPy: sort by case and kind, then reduce each run."""
    width = len(WHAT) + 1
    key = happened.case.astype(np.int64) * width + happened.what
    order = np.argsort(key, kind="stable")
    key, at = key[order], happened.at[order]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    last = np.full(CASES * width, NEVER)
    last[key[starts]] = np.maximum.reduceat(at, starts)
    first = np.full(CASES * width, -int(NEVER) - 1)
    first[key[starts]] = np.minimum.reduceat(at, starts)
    latest_of, first_of = last.reshape(CASES, width), first.reshape(CASES, width)
    case, what = key // width, key % width
    anchor = latest_of[:, CODE["missed"]]
    ever = anchor > NEVER
    notified = latest_of[:, [CODE[name] for name in NOTIFIED]].max(axis=1)

    def runs(rows: NDArray[np.bool_], reduce: np.ufunc, empty: int) -> NDArray[np.int64]:
        out = np.full(CASES, empty)
        inside, moments = case[rows], at[rows]
        if len(inside):
            begins = np.flatnonzero(np.concatenate([[True], inside[1:] != inside[:-1]]))
            out[inside[begins]] = reduce.reduceat(moments, begins)
        return out

    ended = runs((what == CODE["back"]) & (at < anchor[case]), np.maximum, int(NEVER))
    began = runs((what == CODE["missed"]) & (at > ended[case]), np.minimum, int(NEVER))
    since = np.maximum(began, notified)
    tries = (what == CODE["tried"]) & (at >= since[case]) & (at != notified[case]) & ever[case]
    unclear = (what == CODE["unclear"]) & (at >= began[case]) & ever[case]

    def latest(*names: str) -> NDArray[np.int64]:
        found: NDArray[np.int64] = latest_of[:, [CODE[name] for name in names]].max(axis=1)
        return found

    plans = np.minimum(first_of[:, CODE["planned"]], first_of[:, CODE["adjusted"]])
    conditions = {
        "missed": ever & (anchor > latest("back")),
        "in_touch": ever & (notified >= anchor),
        "stop_asked": (latest("stop_asked") > NEVER) & (latest("stop_asked") >= latest("reached")),
        "understood": ever & (latest("understood") >= began) & (latest("understood") > latest("unclear")),
        "explained_twice": np.bincount(case[unclear], minlength=CASES) >= 2,
        "planned_before": ever & (plans < anchor),
        "letter_sent": (latest("letter_sent") >= since) & (since > NEVER),
        **{name: ever & (latest(*kinds) >= anchor) for name, kinds in SINCE_MISS.items()},
        **{name: ever & (latest(*kinds) >= began) for name, kinds in IN_RESPONSE.items()},
    }
    packed = np.zeros(CASES, np.int64)
    for name, bit in bits.items():
        packed[conditions[name]] |= bit
    return {"case": np.arange(CASES), "bits": packed, "attempts": np.bincount(case[tries], minlength=CASES)}


if __name__ == "__main__":
    show(measure())
