using Vae.Core.Models;
using Vae.Data.Columns;

namespace Vae.Cli.Inputs;

/// <summary>Features of a model that are parts of a time, such as its hour: to people a time stands once, under the name of its column.</summary>
internal static class TimePart
{
    /// <summary>The part that a feature or column of the model is; null where it is none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Of a feature or column. One that is named like a part is none where the table that the model was trained on has no column of that time.</param>
    public static DateFeature? Of(VaeModel model, string name) =>
        DateFeature.Parse(name) is { } part && model.Report.Data?.Columns.Any(known => known.Name == part.Source) == true ? part : null;
}
