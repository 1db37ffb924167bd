"""webhookgen, until it kills itself just before the file operation of that number.

python -m tests.hosts.interrupted OPERATION remove-provider github --directory ...
"""

import sys

from webhookgen.cli import main

from tests.generator.interrupted import kill_at

if __name__ == "__main__":
    operation = int(sys.argv.pop(1))
    sys.argv[0] = "webhookgen"
    # Only what is written counts, so that a few numbers meet every part of an apply.
    kill_at(operation, {"os.rename", "os.mkdir", "os.remove", "os.rmdir"})
    main()
