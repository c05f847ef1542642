import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.Phases;

/**
 * Reads file names from standard input. Prints 1 for each text that the compiler's syntax check accepts, else 0; with
 * the argument "facts" also what it found in each, one fact a line, each after a tab.
 */
public class Oracle {
    public static void main(String[] arguments) throws Exception {
        boolean facts = List.of(arguments).contains("facts");
        BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String name = names.readLine(); name != null; name = names.readLine()) {
            String text = new String(Files.readAllBytes(Paths.get(name)), StandardCharsets.UTF_8);
            CompilationUnit unit = compiled(text);
            out.println(unit == null ? 0 : 1);
            if (facts && unit != null) {
                Facts.of(unit).forEach(fact -> out.println("\t" + fact));
            }
        }
        out.flush();
    }

    private static CompilationUnit compiled(String text) {
        CompilerConfiguration syntaxAlone = new CompilerConfiguration();
        syntaxAlone.setDisabledGlobalASTTransformations(Set.of("groovy.grape.GrabAnnotationTransformation"));
        CompilationUnit unit = new CompilationUnit(syntaxAlone);
        unit.addSource("Script", text);
        try {
            unit.compile(Phases.CONVERSION);
            return unit;
        } catch (org.codehaus.groovy.control.CompilationFailedException refused) {
            return null;
        } catch (RuntimeException | StackOverflowError refused) {
            return null;
        }
    }
}
