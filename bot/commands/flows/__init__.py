"""`afteraction flows`"""

import typer

from bot.commands.flows import changing, reading, showing, translating
from bot.commands.frame import one_line

app = typer.Typer(help="The flows of questions: check, try, publish, roll back.", no_args_is_help=True)
app.command("list")(one_line(showing.list_flows))
app.command()(one_line(showing.show))
app.command()(one_line(showing.compare))
app.command()(one_line(reading.check))
app.command()(one_line(showing.walk))
app.command("import")(one_line(changing.import_))
app.command()(one_line(changing.export))
app.command()(one_line(changing.publish))
app.command()(one_line(changing.rollback))
app.command()(one_line(translating.translations))
