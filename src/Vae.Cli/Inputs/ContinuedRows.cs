using Vae.Cli.Flags;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data.Options;

namespace Vae.Cli.Inputs;

/// <summary>Rows that a model goes on learning from: with the columns that it has, and more levels where it is to learn them.</summary>
internal static class ContinuedRows
{
    /// <summary>Opens them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">What the command line says of the file.</param>
    /// <param name="levels">How levels are found that the model does not know; null where it is not to learn any.</param>
    public static ILabelledRowSource Open(VaeModel model, DataRequest request, ColumnInference? levels)
    {
        var own = model.Columns;
        if (levels is null || own is null || own.Columns.All(column => column.Kind != ColumnKind.Categorical))
        {
            return DataOpener.OpenFor(model, request);
        }

        // What the file holds is looked for as for a new model; of that the levels of the model's columns are taken.
        var kinds = own.Columns.Where(column => column.Kind == ColumnKind.Categorical).ToDictionary(column => column.Name, column => column.Kind);
        var found = DataOpener.Survey(request with { Inference = levels with { Kinds = kinds } });
        return DataOpener.Open(request with
        {
            Columns = found is null ? own : own.WithLevelsOf(found),
            Csv = request.Csv with { ContextColumns = model.ContextColumnNames },
        });
    }
}
