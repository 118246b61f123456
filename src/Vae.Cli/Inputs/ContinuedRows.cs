using System.Text;
using Vae.Cli.Flags;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Data.Texts;
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
            return levels?.MarkersAreNames.Count > 0
                ? throw new VaeDataException($"--na-is-name says that '{CellText.Excerpt(levels.MarkersAreNames[0])}' holds names, but the model of --from has no column of names; leave it out.")
                : DataOpener.OpenFor(model, request);
        }

        // What the file holds is looked for as for a new model; of that the levels of the model's columns are taken.
        var kinds = own.Columns.Where(column => column.Kind == ColumnKind.Categorical).ToDictionary(column => column.Name, column => column.Kind);
        var found = DataOpener.Survey(request with { Inference = levels with { Kinds = kinds, MarkersAreNames = [.. levels.MarkersAreNames.Union(NamesThatMark(model))] } });
        if (levels.MarkersAreNames.Count > 0 && own.Columns.FirstOrDefault(column => found?.Columns.Any(other => other.Name == column.Name && other.Kind == ColumnKind.Categorical) == true && column.Kind != ColumnKind.Categorical) is { } changed)
        {
            throw new VaeDataException(
                $"Column '{CellText.Excerpt(changed.Name)}' is {changed.Kind.ToString().ToLowerInvariant()} in the model of --from, which goes on with the columns that it has, but holds names by --na-is-name, or in the file; leave it out there, or train a new model.");
        }

        return DataOpener.Open(request with
        {
            Columns = found is null ? own : own.WithLevelsOf(found),
            Csv = request.Csv with { ContextColumns = model.ContextColumnNames },
        });
    }

    /// <summary>Columns in which a model knows a text as a name that marks a missing value elsewhere, such as NA.</summary>
    public static IEnumerable<string> NamesThatMark(VaeModel model) =>
        (model.Columns?.Columns ?? []).Where(column => column.Levels.Any(level => CellText.IsMissing(Encoding.UTF8.GetBytes(level)))).Select(column => column.Name);
}
