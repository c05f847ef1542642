"""The Groovy parser, syntax by syntax: what tree each gives, where its problems are, and what is read around them."""

from __future__ import annotations

from pathlib import Path

import pytest
from groovy_text import show, shown

from migrate.readers.groovy import parse, tree

# Each line of these is a source and its tree; ⏎ is a line end.
TREES = Path(__file__).parent / "groovy_trees"


def _rows(name: str) -> list[tuple[str, str]]:
    lines = (TREES / f"{name}.txt").read_text("utf-8").splitlines()
    pairs = [line.split(" => ", 1) for line in lines]
    return [(source.rstrip().replace("⏎", "\n"), expected) for source, expected in pairs]


def _problems(script: tree.Script) -> list[str]:
    return [f"{problem.line}:{problem.column} {problem.message}" for problem in script.problems]


@pytest.mark.parametrize("group", sorted(path.stem for path in TREES.glob("*.txt")))
def test_syntax_gives_a_tree(group: str) -> None:
    for source, expected in _rows(group):
        script = parse(source)
        assert (source, _problems(script), shown(script.statements)) == (source, [], expected)


def test_there_are_trees_of_every_kind_of_node() -> None:
    kinds = {kind.__name__ for union in (tree.Expression, tree.Statement) for kind in union.__args__} - {"Opaque"}
    waiting: list[object] = [parse(source) for path in TREES.glob("*.txt") for source, _ in _rows(path.stem)]
    met: set[str] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, tree.Node | tree.Script):
            met.add(type(one).__name__)
            waiting += [getattr(one, name) for name in type(one).__dataclass_fields__]
    assert kinds - met == set()


# Each line: a source, what is read of it, and its problems.
PROBLEMS = Path(__file__).parent / "groovy_problems.txt"


@pytest.mark.parametrize(
    "line", PROBLEMS.read_text("utf-8").splitlines(), ids=lambda line: line.split(" => ")[0].strip()
)
def test_what_is_no_groovy_has_a_problem_where_it_is(line: str) -> None:
    source, expected, problems = line.rsplit(" => ", 2)
    script = parse(source.rstrip().replace("⏎", "\n"))
    assert (" && ".join(_problems(script)), shown(script.statements)) == (problems, expected.strip())


# What is broken, and how many problems it has. Each stands between two statements that are read.
BROKEN = {
    "a <= b > c": 1,
    "a(b c)": 1,
    "a(\n  b c\n)": 1,
    "a { b(; }": 1,
    "if (a b) { c }": 1,
    "if (a) { b c, } else { d }": 1,
    "for (a b) { c\nd }": 1,
    "switch (a) { b }": 1,
    "try { a }": 1,
    "def a b": 1,
    "class A { b c\nd e }": 2,
    "1 = a": 1,
    "{ a }": 1,
    "[a: b, c]": 1,
    "'a": 1,
    '"a ${b c d, e, }"': 1,
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_stands_around_a_broken_statement_is_read(broken: str) -> None:
    script = parse(f"before 'it'\n{broken}\nafter 'it'")
    assert len(script.problems) == BROKEN[broken]
    assert (show(script.statements[0]), show(script.statements[-1])) == ("before ('it')", "after ('it')")
    assert script.problems[0].line in range(2, 3 + broken.count("\n"))


@pytest.mark.parametrize("around", ["a {\n%s\n}", "if (a) {\n%s\n}", "def a() {\n%s\n}", "try {\n%s\n} finally { }"])
def test_a_broken_statement_in_a_block_leaves_the_rest_of_the_block(around: str) -> None:
    script = parse(around % "b 1\nc(d e)\nf 2" + "\ng")
    assert _problems(script) == ["3:5 expected «)» before «e»"]
    assert "{b (1); ???; f (2)}" in show(script.statements[0])
    assert show(script.statements[1]) == "g"


def test_a_broken_member_leaves_the_rest_of_the_class() -> None:
    script = parse("class A {\nint b\nc + d\ndef e() { }\n}")
    assert shown(script.statements) == "class A {int b; ???; def e() {}}"


def test_what_a_broken_brace_swallows_ends_with_the_text() -> None:
    script = parse("a\nb {\n c\nd")
    assert shown(script.statements) == "a; ???"
    assert _problems(script) == ["4:2 expected «}» before the end of the file"]


# ---- places in the source --------------------------------------------------------------------------------------------

SLICES = [
    ("  a b, c  ", tree.Evaluate, "a b, c"),
    ("a(b) { c } // d", tree.Call, "a(b) { c }"),
    ("a  .  b", tree.Property, "a  .  b"),
    ("x = ( a + b ) * c", tree.Binary, "( a + b ) * c"),
    ("x = [ a, b ]", tree.ListLiteral, "[ a, b ]"),
    ("x [ 1 ]", tree.Index, "x [ 1 ]"),
    ("x = a ? b : c ;", tree.Ternary, "a ? b : c"),
    ("x = - a", tree.Unary, "- a"),
    ("a ++ ;", tree.Postfix, "a ++"),
    ("x = a as List<B>", tree.Cast, "a as List<B>"),
    ("x = new A ( ) { }", tree.New, "new A ( ) { }"),
    ("x { a -> b }", tree.Closure, "{ a -> b }"),
    ("x = \"a ${b} c\" + 'd'", tree.GString, '"a ${b} c"'),
    ("x = 'é😀'; y", tree.Constant, "'é😀'"),
    ("x a : 1", tree.Entry, "a : 1"),
    ("x(* a)", tree.Spread, "* a"),
    ("def a = 1 ; b", tree.Declare, "def a = 1"),
    ("if (a) b\nelse c\nd", tree.If, "if (a) b\nelse c"),
    ("while (a) { b } c", tree.While, "while (a) { b }"),
    ("for (final a in b) c\nd", tree.ForIn, "for (final a in b) c"),
    ("for (final a in b) c\nd", tree.Parameter, "final a"),
    ("for (List<A> a : b) c", tree.Parameter, "List<A> a"),
    ("for (;;) { }\nb", tree.For, "for (;;) { }"),
    ("switch (a) { case 1: b\ncase 2: c }", tree.Case, "case 2: c"),
    ("try { a } catch (B b) { c } finally { d }", tree.Catch, "catch (B b) { c }"),
    ("try { a } catch (B b) { c } finally { d }\ne", tree.Try, "try { a } catch (B b) { c } finally { d }"),
    ("return a\nb", tree.Return, "return a"),
    ("throw a ;", tree.Throw, "throw a"),
    ("a: while (b) break a\n", tree.Jump, "break a"),
    ("a: b c\nd", tree.Labelled, "a: b c"),
    ("assert a : b\nc", tree.Assert, "assert a : b"),
    ("synchronized (a) { }\nb", tree.Synchronized, "synchronized (a) { }"),
    ("import a.b as c\nd", tree.Import, "import a.b as c"),
    ("package a.b\nc", tree.Package, "package a.b"),
    ("@A(1) def b(c = 2) { }\nd", tree.Method, "@A(1) def b(c = 2) { }"),
    ("@A(1) def b(c = 2) { }\nd", tree.Annotation, "@A(1)"),
    ("def b(int c = 2) { }", tree.Parameter, "int c = 2"),
    ("class A { }\nb", tree.ClassDefinition, "class A { }"),
    ("enum A { B(1) { }, }", tree.EnumConstant, "B(1) { }"),
    ("a\nb c d(e f)\ng", tree.Opaque, "b c d(e f)"),
]


@pytest.mark.parametrize(("source", "kind", "expected"), SLICES)
def test_a_node_knows_its_source(source: str, kind: type[tree.Node], expected: str) -> None:
    script = parse(source)
    waiting: list[object] = list(script.statements)
    met: list[str] = []
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, tree.Node):
            met += [script.source(one)] if isinstance(one, kind) else []
            waiting += [getattr(one, name) for name in type(one).__dataclass_fields__]
    assert expected in met


def test_lines_and_columns_count_from_one() -> None:
    script = parse("a\r\n\n  b")
    assert [script.position(at) for at in (0, 1, 3, 4, 6, 7)] == [(1, 1), (1, 2), (2, 1), (3, 1), (3, 3), (3, 4)]
