"""The parts of Jupyter's own test of kernels that GoNB answers.

It never answers is_complete_request, and shows results as display_data and not
as execute_result; completion and inspection need gopls.
"""
import shutil
import unittest

import jupyter_kernel_test


class LodestoneTests(jupyter_kernel_test.KernelTests):
    kernel_name = "lodestone"
    language_name = "go"
    file_extension = ".go"

    code_hello_world = '%%\nfmt.Println("hello, world")'
    code_stderr = '%%\nfmt.Fprintln(os.Stderr, "oops")'
    code_generate_error = "%%\nundefined()"  # a panic prints its stack besides
    code_display_data = [
        {
            "code": 'import "github.com/janpfeifer/gonb/gonbui"\n%%\ngonbui.DisplayHTML("<b>1</b>")\ngonbui.Sync()',
            "mime": "text/html",
        },
    ]
    if shutil.which("gopls"):
        completion_samples = [{"text": "%%\nfmt.Printl", "matches": {"Println"}}]


if __name__ == "__main__":
    unittest.main()
