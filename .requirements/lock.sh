# Writes the hashed lists from pyproject.toml, without the address of any index.
set -eu
compile="$BIN/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes
  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --no-emit-package backend-judge"
$compile pyproject.toml -o .requirements/runtime.txt
$compile --extra build -c .requirements/runtime.txt pyproject.toml -o .requirements/build.txt
$compile --extra dev -c .requirements/runtime.txt pyproject.toml -o .requirements/dev.txt
