using Vae.Data.Options;
using Vae.Data.Tables;

namespace Vae.Data;

/// <summary>Rows of a table in a file of a format that has no options of its own.</summary>
internal sealed class FormatRowSource(ITable table, TableOptions options) : TableRowSource(table, options);
