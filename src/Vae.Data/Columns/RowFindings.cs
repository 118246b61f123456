namespace Vae.Data.Columns;

/// <summary>Decides what becomes of what is odd in the rows of a pass, and counts it.</summary>
internal sealed class RowFindings : IOddCells
{
    private readonly TableForm form;

    public RowFindings(TableForm form)
    {
        this.form = form;
        Refusals = form.NewRefusals();
        LabelRefusals = form.NewRefusals();
        Unseen = new UnseenCounter(form.Schema);
        Gaps = new ColumnGaps(form.Layout);
    }

    /// <summary>Values that could not be read.</summary>
    public Refusals Refusals { get; }

    /// <summary>Labels that could not be read.</summary>
    public Refusals LabelRefusals { get; }

    /// <summary>Texts that are none of their column's levels.</summary>
    public UnseenCounter Unseen { get; }

    /// <summary>Columns without a value.</summary>
    public ColumnGaps Gaps { get; }

    public bool WantsUnseen(int column) => Unseen.WantsExamples(column);

    /// <summary>Decides about something odd.</summary>
    /// <exception cref="VaeDataException">It is an error.</exception>
    public void Add(in OddCell odd)
    {
        var (kind, place, column, found) = odd;
        var field = column < 0 ? form.Layout.LabelField : form.Layout.Features[column].Field;
        switch (kind)
        {
            case OddCellKind.Fault:
                Refusals.Refuse(place, found);
                break;
            case OddCellKind.Missing:
                Refusals.RefuseMissing(place, field, "no value");
                break;
            case OddCellKind.Infinite:
                Refusals.RefuseMissing(place, field, "an infinity");
                break;
            case OddCellKind.OtherKind:
                RefuseKind(place, column, found);
                break;
            case OddCellKind.NoTime:
                Refusals.RefuseValue(place, field, found, _ => ColumnJudge.Wanted);
                break;
            case OddCellKind.Huge:
                Refusals.RefuseHuge(place, field, found);
                break;
            case OddCellKind.NotUtf8:
                // The whole file is written so, and not one row of it wrong.
                throw new VaeDataException($"{Refusals.At(place, field)}: found '{found}', which is not UTF-8 text; save the file as UTF-8.");
            case OddCellKind.Unseen:
                Unseen.AddShown(column, found);
                break;
            case OddCellKind.Label:
                LabelRefusals.RefuseLabel(place, field, found);
                break;
            case OddCellKind.Weight:
                throw new VaeDataException(WeightReader.Refusal(Refusals, form.Layout, place, found));
            default:
                throw new InvalidOperationException($"What is odd is {kind}, which nothing is known of.");
        }
    }

    // In a method of its own: what the function captures is made anew in every call.
    private void RefuseKind(long place, int column, string found) =>
        Refusals.RefuseValue(place, form.Layout.Features[column].Field, found, found => form.Wanted(form.Columns[column].Kind, found));
}
