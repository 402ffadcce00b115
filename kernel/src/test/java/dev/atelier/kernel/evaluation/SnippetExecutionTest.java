package dev.atelier.kernel.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.kernel.cell.CurrentCell;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.UserException;
import org.junit.jupiter.api.Test;

class SnippetExecutionTest {
    private static final int LARGEST_METHOD = 65_535;
    private static final MethodTypeDesc NOTHING_TO_OBJECT = MethodTypeDesc.ofDescriptor("()Ljava/lang/Object;");
    private static final int PUBLIC_STATIC = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;

    private final SnippetLoader loader = new SnippetLoader(SnippetExecutionTest.class.getClassLoader());
    private final SnippetExecution execution =
            new SnippetExecution(loader, new Turns(new Interrupts(new CurrentCell())));

    private static ClassBytecodes type(String name, Consumer<CodeBuilder> body, String otherMethod) {
        byte[] bytes = ClassFile.of()
                .build(
                        ClassDesc.of(name),
                        type -> type.withMethodBody("do_it$", NOTHING_TO_OBJECT, PUBLIC_STATIC, body)
                                .withMethodBody(
                                        "other",
                                        MethodTypeDesc.ofDescriptor(otherMethod),
                                        PUBLIC_STATIC,
                                        code -> code.aconst_null().areturn()));
        return new ClassBytecodes(name, bytes);
    }

    @Test
    void aClassThatCannotBeLinkedIsTheSnippetsError() throws Exception {
        execution.load(new ClassBytecodes[] {
            type("REPL.Broken", code -> code.aconst_null().areturn(), "()Lno/such/Type;")
        });
        assertThatThrownBy(() -> execution.invoke("REPL.Broken", "do_it$")).isInstanceOf(UserException.class);
        assertThat(execution.thrown()).containsInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void aMethodWithoutRoomForChecksRunsWithoutThem() throws Exception {
        Consumer<CodeBuilder> largest = code -> {
            for (int i = 0; i < LARGEST_METHOD - 2; i++) {
                code.nop();
            }
            code.aconst_null().areturn();
        };
        execution.load(new ClassBytecodes[] {type("REPL.Large", largest, "()Ljava/lang/Object;")});
        assertThat(execution.invoke("REPL.Large", "do_it$")).isEmpty();
        assertThat(execution.thrown()).isEmpty();
    }
}
