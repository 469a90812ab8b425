"""`afteraction flows`"""

import typer

from bot.commands.flows.changing import export, import_, publish, rollback
from bot.commands.flows.reading import check
from bot.commands.flows.showing import compare, list_flows, show, walk
from bot.commands.flows.translating import translations
from bot.commands.frame import one_line

app = typer.Typer(help="The flows of questions: check, try, publish, roll back.", no_args_is_help=True)
app.command("list")(one_line(list_flows))
app.command()(one_line(show))
app.command()(one_line(compare))
app.command()(one_line(check))
app.command()(one_line(walk))
app.command("import")(one_line(import_))
app.command()(one_line(export))
app.command()(one_line(publish))
app.command()(one_line(rollback))
app.command()(one_line(translations))
