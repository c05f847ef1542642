import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Set;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.Phases;

/** Reads file names from standard input; prints 1 for each that the compiler's syntax check accepts, else 0. */
public class Verdicts {
    public static void main(String[] arguments) throws Exception {
        BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String name = names.readLine(); name != null; name = names.readLine()) {
            String text = new String(Files.readAllBytes(Paths.get(name)), StandardCharsets.UTF_8);
            System.out.println(accepts(text) ? 1 : 0);
        }
    }

    private static boolean accepts(String text) {
        CompilerConfiguration syntaxAlone = new CompilerConfiguration();
        syntaxAlone.setDisabledGlobalASTTransformations(Set.of("groovy.grape.GrabAnnotationTransformation"));
        CompilationUnit unit = new CompilationUnit(syntaxAlone);
        unit.addSource("Script", text);
        try {
            unit.compile(Phases.CONVERSION);
            return true;
        } catch (org.codehaus.groovy.control.CompilationFailedException refused) {
            return false;
        } catch (RuntimeException | StackOverflowError refused) {
            return false;
        }
    }
}
