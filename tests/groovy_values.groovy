// Evaluates the expressions of a file, one a line as JSON, and prints for each one line of JSON: its text in a
// GString, its value with the types of all that is in it, and the simple name of the class that it throws, if any.
import groovy.json.JsonOutput
import groovy.json.JsonSlurper
import org.codehaus.groovy.control.MultipleCompilationErrorsException

String typed(Object value) {
    switch (value) {
        case null: return 'null'
        case GString: return "GString ${JsonOutput.toJson(value.toString())}"
        case String: return "String ${JsonOutput.toJson(value)}"
        case Object[]: return "Array [${value.collect { typed(it) }.join(', ')}]"
        case Range: return "Range [${value.collect { typed(it) }.join(', ')}] ${value.toString()}"
        case Set: return "Set [${value.collect { typed(it) }.join(', ')}]"
        case List: return "List [${value.collect { typed(it) }.join(', ')}]"
        case Collection: return "Collection [${value.collect { typed(it) }.join(', ')}]"
        case Map: return "Map [${value.collect { key, inner -> typed(key) + ': ' + typed(inner) }.join(', ')}]"
        case Map.Entry: return "Entry ${typed(value.key)}: ${typed(value.value)}"
        default: return "${value.getClass().simpleName} ${value}"
    }
}

Map answer(Closure code) {
    try {
        def value = code()
        return [text: "${value}".toString(), typed: typed(value)]
    } catch (Throwable thrown) {
        return [thrown: thrown.getClass().simpleName, message: thrown.message]
    }
}

List<Closure> compiled(List<String> texts) {
    new GroovyShell().evaluate('[' + texts.collect { "{ -> ($it) }" }.join(',\n') + ']')
}

List<Map> answers(List<String> texts) {
    try {
        return compiled(texts).collect { answer(it) }
    } catch (MultipleCompilationErrorsException wrong) {
        if (texts.size() == 1) {
            return [[thrown: 'it does not compile', message: wrong.message]]
        }
        return texts.collectMany { answers([it]) }
    }
}

def texts = new File(args[0]).readLines('UTF-8').collect { new JsonSlurper().parseText("[$it]")[0] }
def output = new PrintStream(System.out, true, 'UTF-8')
texts.collate(100).each { batch ->
    answers(batch).each { output.println(JsonOutput.toJson(it)) }
}
