#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs each fuzz target for a time, one after the other, and prints a table: executions, edges reached, inputs kept, findings.

New inputs are kept in BUILD/inputs/TARGET, from which the next run goes on; what stops a target is in BUILD/findings. A finding becomes a
file of tests/fuzz/corpora/TARGET before it is mended, and is tested for ever after."""
import argparse
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LAST = re.compile(r"#\d+\s+(?:DONE|REDUCE|NEW|pulse|RELOAD|INITED).*?cov: (\d+) ft: (\d+) corp: (\d+)/")
EXECUTIONS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
# A critical of GLib is a call that should not have been: it ends the run as a sanitizer does.
ENVIRONMENT = {"G_DEBUG": "fatal-criticals", "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
               "ASAN_OPTIONS": "detect_stack_use_after_return=1", "LSAN_OPTIONS": "suppressions=" + os.path.join(os.path.dirname(HERE), "lsan.supp")}


def list_targets():
    return sorted(os.listdir(os.path.join(HERE, "corpora")))


def run(build, target, seconds):
    inputs = os.path.join(build, "inputs", target)
    findings = os.path.join(build, "findings", target)
    os.makedirs(inputs, exist_ok=True)
    os.makedirs(findings, exist_ok=True)
    command = [os.path.join(build, "tests", "fuzz", "fuzz-" + target), f"-max_total_time={seconds}", "-print_final_stats=1", "-timeout=10",
               "-rss_limit_mb=2048", "-max_len=4096", "-artifact_prefix=" + findings + os.sep, inputs, os.path.join(HERE, "corpora", target)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace", env={**os.environ, **ENVIRONMENT})
    with open(os.path.join(findings, "log"), "w", encoding="utf-8") as file:
        file.write(done.stderr)
    last, executions = LAST.findall(done.stderr), EXECUTIONS.findall(done.stderr)
    edges, features, kept = last[-1] if last else ("0", "0", "0")
    return done.returncode, executions[-1] if executions else "0", edges, features, kept


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--target", action="append", choices=list_targets(), help="only this one; may stand several times")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    failed = []
    print(f"{'target':<16}{'executions':>12}{'edges':>8}{'features':>10}{'inputs':>8}  outcome", flush=True)
    for target in options.target or list_targets():
        status, executions, edges, features, kept = run(build, target, options.seconds)
        outcome = "no finding" if status == 0 else f"FINDING (status {status}): see {build}/findings/{target}"
        print(f"{target:<16}{executions:>12}{edges:>8}{features:>10}{kept:>8}  {outcome}", flush=True)
        if status != 0:
            failed.append(target)
    return 1 if failed else 0


sys.exit(main())
