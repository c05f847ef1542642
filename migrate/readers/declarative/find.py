"""Where the pipeline blocks of a script are, as Jenkins looks for them: at the top level, then in a method `call`.

A pipeline with nothing but blocks around it is refused; one within an `if` or another function is not seen.
https://github.com/jenkinsci/pipeline-model-definition-plugin (ModelParser, ASTParserUtils, PipelineStepFinder)
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.readers.groovy import tree


def find_pipeline(script: tree.Script) -> tree.Call | None:
    """The `pipeline { … }` at the top level of a script, or None: then it is a scripted pipeline or a library."""
    for statement in script.statements:
        call = _block_call(statement)
        if call is not None and _is_pipeline(call):
            return call
    return None


def pipelines_of_library(script: tree.Script) -> list[tree.Call]:
    """The pipelines that a method `call` starts, each with an agent and stages."""
    method = next((one for one in script.statements if isinstance(one, tree.Method) and one.name == "call"), None)
    return list(_whole_pipelines(method.body)) if method is not None and method.body is not None else []


def misplaced_pipelines(script: tree.Script) -> list[tree.Call]:
    """The pipelines within the blocks of other steps."""
    return list(_nested(script.statements))


def _nested(statements: list[tree.Statement]) -> Iterator[tree.Call]:
    for statement in statements:
        call = _block_call(statement)
        if call is not None:
            yield from [call] if _name(call) == "pipeline" else []
            yield from _nested(_body(call))


def _whole_pipelines(node: tree.Node) -> Iterator[tree.Call]:
    call = _block_call(node)
    if call is not None and _is_pipeline(call) and {"agent", "stages"} <= set(map(_name_of_statement, _body(call))):
        yield call
        return
    for part in tree.parts(node):
        yield from _whole_pipelines(part)


def _is_pipeline(call: tree.Call) -> bool:
    return _name(call) == "pipeline" and len(call.arguments) == 1


def _block_call(statement: tree.Node) -> tree.Call | None:
    """The call of a plain name that a statement is, if a block ends it."""
    call = statement.expression if isinstance(statement, tree.Evaluate) else None
    if isinstance(call, tree.Call) and _name(call) and call.arguments and isinstance(call.arguments[-1], tree.Closure):
        return call
    return None


def _body(call: tree.Call) -> list[tree.Statement]:
    block = call.arguments[-1]
    return block.body if isinstance(block, tree.Closure) else []


def _name_of_statement(statement: tree.Statement) -> str:
    call = statement.expression if isinstance(statement, tree.Evaluate) else None
    return _name(call) if isinstance(call, tree.Call) else ""


def _name(call: tree.Call) -> str:
    return call.function.name if isinstance(call.function, tree.Name) else ""
