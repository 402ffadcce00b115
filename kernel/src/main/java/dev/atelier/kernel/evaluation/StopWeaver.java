package dev.atelier.kernel.evaluation;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashSet;
import java.util.Set;

/** Puts a call of {@link StopSwitch#check} at the start of every method and before every jump back. */
final class StopWeaver {
    private static final ClassDesc SWITCH = ClassDesc.of(StopSwitch.class.getName());

    private final ClassFile classFile;

    /** @param types resolves the person's own classes, which stack maps may have to join */
    StopWeaver(ClassHierarchyResolver types) {
        this.classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(types));
    }

    byte[] weave(byte[] bytes) {
        return classFile.transformClass(
                classFile.parse(bytes), ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Checks::new)));
    }

    private static final class Checks implements CodeTransform {
        private final Set<Label> behind = new HashSet<>();

        @Override
        public void atStart(CodeBuilder builder) {
            check(builder);
        }

        @Override
        public void accept(CodeBuilder builder, CodeElement element) {
            switch (element) {
                case LabelTarget target -> behind.add(target.label());
                case BranchInstruction branch when behind.contains(branch.target()) -> check(builder);
                default -> {}
            }
            builder.with(element);
        }

        private static void check(CodeBuilder builder) {
            builder.invokestatic(SWITCH, "check", ConstantDescs.MTD_void);
        }
    }
}
