"""Whatever stands in a Jenkinsfile, every leaf of it has an outcome: pipelines with pieces put in anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.mapping.engine import Engine
from migrate.mapping.planner import plan_job
from migrate.mapping.registry import built_in
from migrate.readers.groovy import parse, tree
from migrate.readers.groovy.evaluate.effects import walk
from migrate.readers.jenkinsfile import read_jenkinsfile

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_ENGINE = Engine(built_in())
_EXPRESSIONS = """
"${x}"  this."${x}"(1)  x."${y}"  x?.y  x*.y  f(*a)  a.@b  x.&y  { -> it }  new A(1)  x as int  ~/a/  1..n  !x  x ?: y
x instanceof A  x++  env."$y"  params[x]  null  super.x()  x << 1  sh(script: x, returnStdout: true)  "a${sh(x)}b"
(a, b) = [1, 2]  [*: m]  a[1..2]  x && error(y)  x || error(y)  x ?: error(y)  x ? error(y) : 1  library('kit')
parameters([string(name: [a: 1])])  load('a')  properties([buildDiscarder(logRotator(numToKeepStr: '1'))])  script(x)
steps.sh(x)  x.each { it() }  x.collect { it }  docker.image('a').inside { }  docker.withRegistry { }  [[a: x]]
"""
_STATEMENTS = """
break  continue  return  return x  throw new X()  @Field def z = 1  currentBuild.result = x  env.X = y  error(x)
node(x) { }  parallel(x)  stage(x) { sh y }  try { x() } catch (e) { throw e }  for (a in b) { sh a }
while (x) { y() }  a: while (x) { break a }  switch (x) { case 1: y(); break; default: z() }  def a = [x: 1]; a.x += 1
def (q, r) = x  for (a in [1, 2]) { if (x) { break } }  def f(n) { f(n) }  class A { def x; A(y) { x = y } }
if (x) { return }  assert x  import a.B  int x = y
"""


def _pieces(text: str) -> list[str]:
    return re.split(r" {2,}|\n", text.strip())


def _pipelines() -> list[str]:
    files = sorted((*_FIXTURES.rglob("Jenkinsfile"), *_FIXTURES.rglob("*.jenkinsfile")))
    texts = [path.read_text("utf-8", "replace") for path in files if path.is_file() and path.stat().st_size < 4000]
    return [text for text in texts if not parse(text).problems]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A pipeline with one to three of its nodes replaced."""
    text: str = draw(st.sampled_from(_PIPELINES))
    for _ in range(draw(st.integers(1, 3))):
        nodes = [node for statement in parse(text).statements for node in walk(statement) if node.end > node.start]
        if not nodes:
            return text
        node = draw(st.sampled_from(nodes))
        pieces = _pieces(_EXPRESSIONS if isinstance(node, tree.Expression) else _STATEMENTS)
        text = text[: node.start] + draw(st.sampled_from(pieces)) + text[node.end :]
    return text


_PIPELINES = _pipelines()


@settings(deadline=None, max_examples=600)
@given(mutated())
def test_any_pipeline_is_accounted_for(text: str) -> None:
    reading = read_jenkinsfile(text, name="site", file="Jenkinsfile")
    _, ledger = plan_job(reading, _ENGINE)
    if not any(problem.fatal for problem in reading.problems):
        ledger.close()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("node { params.ALL.split(',').each { if (it == 'x') { break }; sh it } }", "a break stands only inside"),
        ("switch (env.A) { case 'a': continue }", "a continue stands only inside a loop"),
        ("while (true) { break done }", "names the label done, which is not around it"),
        ("for (a in ['b']) { def stop() { break } }", "a definition stands only"),
    ],
)
def test_a_jump_that_has_nowhere_to_go_is_refused(script: str, said: str) -> None:
    reading = read_jenkinsfile(script, name="site", file="Jenkinsfile")
    assert any(said in problem.message and problem.fatal for problem in reading.problems)
