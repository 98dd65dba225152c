"""Completing commands in a shell."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

from ..errors import RecipeError
from ..registry import Arg, recipe

__all__ = ["completion"]

# What a shell reads when it starts, and the line that switches completion on.
SHELLS: dict[str, tuple[str, str]] = {
    "bash": ("~/.bashrc", "source <(prodigy completion bash)"),
    "zsh": ("~/.zshrc", "autoload -U compinit && compinit && source <(prodigy completion zsh)"),
    "fish": ("~/.config/fish/config.fish", "prodigy completion fish | source"),
    "tcsh": ("~/.tcshrc", "eval `prodigy completion tcsh`"),
    "powershell": ("$PROFILE", "prodigy completion powershell | Out-String | Invoke-Expression"),
}


@recipe("completion", shell=Arg(help="Your shell. Found out if not set"))
def completion(shell: Literal["bash", "zsh", "fish", "tcsh", "powershell"] | None = None) -> None:
    """Print what makes a shell complete recipes, options and datasets with the tab key."""
    from argcomplete import shellcode

    name = shell or Path(os.environ.get("SHELL", "bash")).name
    if name not in SHELLS:
        raise RecipeError(f"Can't complete in '{name}'", f"Name one of these: {', '.join(SHELLS)}")
    file, line = SHELLS[name]
    if sys.stdout.isatty():
        sys.stdout.write(f"Add this line to {file}, and open a new terminal:\n\n  {line}\n")
        return
    sys.stdout.write(f"{shellcode(['prodigy'], shell=name)}\n")
