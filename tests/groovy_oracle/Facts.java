import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ConstructorNode;
import org.codehaus.groovy.ast.FieldNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.*;
import org.codehaus.groovy.ast.stmt.*;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.SourceUnit;

/** What stands in a syntax tree, in an order of no meaning: `facts.py` tells the same of ours. */
final class Facts extends ClassCodeVisitorSupport {
    private final List<String> found = new ArrayList<>();

    static List<String> of(CompilationUnit unit) {
        Facts facts = new Facts();
        for (ModuleNode module : unit.getAST().getModules()) {
            module.getStatementBlock().visit(facts);
            module.getMethods().forEach(facts::visitMethod);
            for (Object one : unit.getAST().getClasses()) {
                if (!((ClassNode) one).isScript()) {
                    facts.visitClass((ClassNode) one);
                }
            }
        }
        return facts.found;
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return null;
    }

    private void add(String kind, Object detail) {
        String text = String.valueOf(detail);
        found.add(kind + " " + text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"));
    }

    // ---- declarations

    @Override
    public void visitClass(ClassNode node) {
        if (node.isEnum()) {
            return; // the compiler has already written methods into it
        }
        add("class", node.getNameWithoutPackage().replaceAll(".*\\$", "").replaceAll("^\\d+$", ""));
        super.visitClass(node);
    }

    @Override
    public void visitMethod(MethodNode node) {
        add("method", node.getName() + parameters(node.getParameters()));
        super.visitMethod(node);
    }

    @Override
    public void visitConstructor(ConstructorNode node) {
        add("constructor", parameters(node.getParameters()));
        super.visitConstructor(node);
    }

    @Override
    public void visitProperty(org.codehaus.groovy.ast.PropertyNode node) {} // it has a field too

    @Override
    public void visitField(FieldNode node) {
        add("field", node.getName());
        super.visitField(node);
    }

    private String parameters(Parameter[] parameters) {
        for (Parameter one : parameters == null ? new Parameter[0] : parameters) {
            if (one.hasInitialExpression()) {
                one.getInitialExpression().visit(this);
            }
        }
        return parameters == null ? "" : Stream.of(parameters).map(Parameter::getName).collect(Collectors.joining(",", "(", ")"));
    }

    @Override
    public void visitAnnotations(org.codehaus.groovy.ast.AnnotatedNode node) {}

    @Override
    public void visitDeclarationExpression(DeclarationExpression node) {
        Expression left = node.getLeftExpression();
        List<Expression> names = left instanceof TupleExpression ? ((TupleExpression) left).getExpressions() : List.of(left);
        names.forEach(one -> add("declare", ((VariableExpression) one).getName()));
        node.getRightExpression().visit(this);
    }

    // ---- statements

    private void statement(Statement node) {
        add("statement", node.getClass().getSimpleName());
    }

    @Override
    public void visitExpressionStatement(ExpressionStatement node) {
        statement(node);
        super.visitExpressionStatement(node);
    }

    @Override
    public void visitIfElse(IfStatement node) {
        statement(node);
        super.visitIfElse(node);
    }

    @Override
    public void visitForLoop(ForStatement node) {
        statement(node);
        if (node.getVariable() != ForStatement.FOR_LOOP_DUMMY) {
            add("loop", node.getVariable().getName());
        }
        super.visitForLoop(node);
    }

    @Override
    public void visitWhileLoop(WhileStatement node) {
        statement(node);
        super.visitWhileLoop(node);
    }

    @Override
    public void visitSwitch(SwitchStatement node) {
        statement(node);
        super.visitSwitch(node);
    }

    @Override
    public void visitCaseStatement(CaseStatement node) {
        statement(node);
        super.visitCaseStatement(node);
    }

    @Override
    public void visitTryCatchFinally(TryCatchStatement node) {
        statement(node);
        super.visitTryCatchFinally(node);
    }

    @Override
    public void visitCatchStatement(CatchStatement node) {
        add("catch", node.getVariable().getName());
        super.visitCatchStatement(node);
    }

    @Override
    public void visitReturnStatement(ReturnStatement node) {
        statement(node);
        super.visitReturnStatement(node);
    }

    @Override
    public void visitThrowStatement(ThrowStatement node) {
        statement(node);
        super.visitThrowStatement(node);
    }

    @Override
    public void visitAssertStatement(AssertStatement node) {
        statement(node);
        super.visitAssertStatement(node);
    }

    @Override
    public void visitBreakStatement(BreakStatement node) {
        statement(node);
    }

    @Override
    public void visitContinueStatement(ContinueStatement node) {
        statement(node);
    }

    // ---- expressions

    @Override
    public void visitMethodCallExpression(MethodCallExpression node) {
        String name = node.getMethodAsString();
        add(node.isSafe() ? "safe call" : "call", (name == null ? "*" : name) + keys(node.getArguments()));
        if (!node.isImplicitThis() || node.getObjectExpression() instanceof ClosureExpression) {
            node.getObjectExpression().visit(this);
        }
        if (name == null) {
            node.getMethod().visit(this);
        }
        node.getArguments().visit(this);
    }

    /** The named arguments: `f(a: 1)` and `f([a: 1])` are one. */
    private static String keys(Expression arguments) {
        List<Expression> given = arguments instanceof TupleExpression ? ((TupleExpression) arguments).getExpressions() : List.of();
        if (given.isEmpty() || !(given.get(0) instanceof MapExpression)) {
            return "";
        }
        return ((MapExpression) given.get(0)).getMapEntryExpressions().stream()
            .map(one -> one.getKeyExpression())
            .map(one -> one instanceof ConstantExpression ? one.getText() : "*")
            .sorted().collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression node) {
        add("new", node.isSpecialCall() ? "special" : "");
        super.visitConstructorCallExpression(node);
    }

    @Override
    public void visitPropertyExpression(PropertyExpression node) {
        add(node.isSafe() ? "safe property" : "property", node.getPropertyAsString() == null ? "*" : node.getPropertyAsString());
        node.getObjectExpression().visit(this);
        if (node.getPropertyAsString() == null) {
            node.getProperty().visit(this);
        }
    }

    @Override
    public void visitAttributeExpression(AttributeExpression node) {
        visitPropertyExpression(node);
    }

    @Override
    public void visitConstantExpression(ConstantExpression node) {
        Object value = node.getValue();
        if (value instanceof String) {
            add("text", value);
        } else if (value instanceof Integer || value instanceof Long || value instanceof java.math.BigInteger) {
            add("number", value);
        } else if (value instanceof Boolean) {
            add("constant", value);
        }
    }

    @Override
    public void visitGStringExpression(GStringExpression node) {
        add("gstring", node.getValues().size());
        node.getStrings().stream().map(ConstantExpression::getText).filter(one -> !one.isEmpty()).forEach(one -> add("text", one));
        visitListOfExpressions(node.getValues());
    }

    @Override
    public void visitVariableExpression(VariableExpression node) {
        add("variable", node.getName());
    }

    @Override
    public void visitBinaryExpression(BinaryExpression node) {
        add("operator", node.getOperation().getText());
        super.visitBinaryExpression(node);
    }

    @Override
    public void visitTernaryExpression(TernaryExpression node) {
        add("choice", "");
        super.visitTernaryExpression(node);
    }

    @Override
    public void visitShortTernaryExpression(ElvisOperatorExpression node) {
        add("elvis", "");
        node.getTrueExpression().visit(this);
        node.getFalseExpression().visit(this);
    }

    @Override
    public void visitClosureExpression(ClosureExpression node) {
        add("closure", parameters(node.getParameters()));
        super.visitClosureExpression(node);
    }

    @Override
    public void visitListExpression(ListExpression node) {
        add("list", node.getExpressions().size());
        super.visitListExpression(node);
    }

    @Override
    public void visitCastExpression(CastExpression node) {
        add("cast", "");
        super.visitCastExpression(node);
    }

    @Override
    public void visitRangeExpression(RangeExpression node) {
        add("range", node.isInclusive());
        super.visitRangeExpression(node);
    }

    @Override
    public void visitNotExpression(NotExpression node) {
        add("not", "");
        super.visitNotExpression(node);
    }

    @Override
    public void visitMethodPointerExpression(MethodPointerExpression node) {
        add("pointer", "");
        super.visitMethodPointerExpression(node);
    }

    @Override
    public void visitSpreadExpression(SpreadExpression node) {
        add("spread", "");
        super.visitSpreadExpression(node);
    }

    @Override
    public void visitPostfixExpression(PostfixExpression node) {
        add("postfix", node.getOperation().getText());
        super.visitPostfixExpression(node);
    }

    @Override
    public void visitPrefixExpression(PrefixExpression node) {
        add("prefix", node.getOperation().getText());
        super.visitPrefixExpression(node);
    }
}
