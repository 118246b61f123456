namespace Microsoft.ML.Data;

/// <summary>Fills objects of a row class from rows of a schema.</summary>
internal sealed class RowFiller<TRow>
    where TRow : class
{
    private readonly List<(RowMember<TRow> Member, DataViewSchema.Column Column)> _bound = [];

    public RowFiller(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        foreach (RowMember<TRow> member in RowMember<TRow>.Bind(definition, SchemaDefinition.Direction.Write))
        {
            DataViewSchema.DetachedColumn wanted = member.Column;
            if (schema.GetColumnOrNull(wanted.Name) is not { } column)
            {
                if (ignoreMissingColumns)
                {
                    continue;
                }

                throw SchemaErrors.Missing(wanted.Name);
            }

            if (column.Type.RawType != wanted.Type.RawType)
            {
                throw new InvalidOperationException($"Column '{column.Name}' of type {column.Type} does not fit {typeof(TRow).Name}, which wants {wanted.Type}.");
            }

            _bound.Add((member, column));
        }
    }

    public IEnumerable<DataViewSchema.Column> Columns => _bound.Select(pair => pair.Column);

    /// <summary>An action that reads the row as it stands into the object that <paramref name="current"/> gives.</summary>
    public Action On(DataViewRow row, Func<TRow> current)
    {
        Action[] readers = _bound.Select(pair => pair.Member.Reader(row, pair.Column, current)).ToArray();
        return () =>
        {
            foreach (Action read in readers)
            {
                read();
            }
        };
    }
}
