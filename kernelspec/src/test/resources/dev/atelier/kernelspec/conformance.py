"""jupyter_kernel_test on the Java kernel, with a sample for everything that it can try; prints what came of it as JSON."""

import json
import sys
import unittest

import jupyter_kernel_test


class JavaKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "java"
    language_name = "java"
    file_extension = ".jshell"
    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("oh");'
    completion_samples = [
        {"text": '"abc".isBla', "matches": ["isBlank()"]},
        {"text": "%classp", "matches": ["%classpath"]},
        {"text": "Sys"},
    ]
    complete_code_samples = [
        "1 + 1",
        "int x = 1;",
        "class A { int b; }",
        "for (int i = 0; i < 3; i++) { }",
        "// a remark",
        "%lsmagic",
        "String?",
    ]
    incomplete_code_samples = ["void f() {", "for (;;)", "class A {", "1 +", '"""\ntext', "%%bash\nls"]
    invalid_code_samples = ["int ) = ;", "class { }", "}"]
    code_page_something = "String?"
    code_generate_error = "int broken = 1 / 0;"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + 1', "result": "a1"},
        {"code": "List.of(1, 2)", "result": "[1, 2]"},
        {"code": "record P(int x) {}\nList.of(new P(1))", "mime": "text/html"},
    ]
    code_display_data = [
        {
            "code": "display(new java.awt.image.BufferedImage(2, 2, java.awt.image.BufferedImage.TYPE_INT_RGB));",
            "mime": "image/png",
        },
        {"code": 'display("<b>b</b>", "text/html");', "mime": "text/html"},
        {"code": 'display("<svg xmlns=\'http://www.w3.org/2000/svg\'/>", "image/svg+xml");', "mime": "image/svg+xml"},
        {"code": 'display("# M", "text/markdown");', "mime": "text/markdown"},
        {"code": 'display("$x$", "text/latex");', "mime": "text/latex"},
        {"code": 'display(Map.of("a", 1), "application/json");', "mime": "application/json"},
        {"code": "display(1);", "mime": "text/plain"},
    ]
    code_history_pattern = "6 ? 7*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "String"
    code_clear_output = "clearOutput();"


class JavaWelcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "java"
    support_iopub_welcome = True


def unset(ours):
    """The samples that the suite asks for and the class does not give."""
    asked = vars(ours.__mro__[1])
    return [
        name
        for name, value in asked.items()
        if not name.startswith("_") and not callable(value) and not value and name not in vars(ours)
    ]


class Result(unittest.TextTestResult):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.passed = []

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed.append(test._testMethodName)


if __name__ == "__main__":
    loader = unittest.TestLoader()
    suite = unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (JavaKernel, JavaWelcome))
    result = unittest.TextTestRunner(sys.stderr, verbosity=2, resultclass=Result).run(suite)
    print(
        json.dumps(
            {
                "version": jupyter_kernel_test.__version__,
                "unset": unset(JavaKernel) + unset(JavaWelcome),
                "passed": result.passed,
                "skipped": [f"{test}: {reason}" for test, reason in result.skipped],
                "failed": [f"{test}\n{trace}" for test, trace in result.failures + result.errors],
            }
        )
    )
