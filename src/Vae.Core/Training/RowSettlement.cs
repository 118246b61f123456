using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Core.Scaling;

namespace Vae.Core.Training;

/// <summary>What is settled of training rows once all of them have been seen.</summary>
/// <param name="Origin">What is subtracted from them in double before all else; null where nothing is.</param>
/// <param name="Constants">Columns that are constant; null where none is.</param>
/// <param name="Warnings">What the user should know of the rows.</param>
internal sealed record RowSettlement(RowOrigin? Origin, ConstantColumns? Constants, string[] Warnings)
{
    /// <summary>Settles it.</summary>
    /// <param name="profile">What was seen of the rows.</param>
    /// <param name="source">Where they come from.</param>
    /// <param name="options">How they are scaled.</param>
    /// <param name="kept">The scaling of a model that training goes on with; null where it is found on these rows.</param>
    public static RowSettlement Of(ColumnProfile profile, IRowSource source, VaeOptions options, KeptScaling? kept)
    {
        var (features, values) = profile.Constants(options.Columns);

        // A context is not scored, whatever it was in training.
        var width = source.ColumnCount;
        var scored = Array.FindAll(features, feature => feature < width - options.ContextFeatures(width)).Length;
        (features, values) = (features[..scored], values[..scored]);
        var origin = kept is not null ? kept.Origin : options.Scaling == ScalingKind.None ? null : profile.Origin(options.Columns, features);
        string[] warnings = [.. PrecisionWarnings.Of(source, profile, origin, options)];
        if (kept is not null)
        {
            return new RowSettlement(origin, kept.Constants, warnings);
        }

        if (features.Length == 0)
        {
            return new RowSettlement(origin, null, warnings);
        }

        float[] relative = [.. features.Select((feature, i) => (float)(values[i] - (origin is null ? 0 : origin.Values[feature])))];
        return new RowSettlement(origin, new ConstantColumns(width, features, relative, origin), warnings);
    }
}
