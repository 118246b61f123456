using Vae.Core.Data;
using Vae.Core.Networks;
using Vae.Core.Scaling;

namespace Vae.Core.Parts;

/// <summary>Makes room in a model for levels of categorical columns that it does not know; rows of the levels that it does know are scored and rebuilt as before, but for the share that the new ones take.</summary>
internal static class AddedLevels
{
    /// <summary>The parts with more levels behind those of the columns.</summary>
    /// <param name="parts">The model's.</param>
    /// <param name="wider">Its columns, with more levels.</param>
    /// <returns>Options, scaler and parameters for rows that are expanded by <paramref name="wider"/>; what was calibrated is left behind.</returns>
    public static ModelParts In(ModelParts parts, TableSchema wider)
    {
        var narrow = parts.Options.Columns!;
        var places = Places(narrow, wider);
        var from = parts.Plan();
        var options = parts.Options with
        {
            Columns = wider,

            // Sizes that follow from the number of features stay what they are.
            Network = parts.Options.Network with { HiddenLayers = VaePlan.HiddenLayers(parts.Options, narrow.Width), LatentDimension = from.LatentDimension },
        };
        var to = VaePlan.Create(options, wider.Width);
        return new ModelParts(options, wider.Width, Parameters(parts.Parameters), Scaler(parts.Scaler, wider, places), null, 0, wider.FeatureNames, parts.Report)
        {
            Origin = parts.Origin is { } origin ? RowOrigin.OrNull(Spread(origin.Values, places, wider.Width, 0.0)) : null,
            Constants = Constants(parts, narrow, wider, places),
            Members = [.. parts.Members.Select(member => new MemberParts(Parameters(member.Parameters), null))],
        };

        float[] Parameters(float[] parameters) => Widen(from, to, narrow, wider, places, parameters);
    }

    /// <summary>Where each feature of a row of the narrower table lies in one of the wider.</summary>
    public static int[] Places(TableSchema narrow, TableSchema wider) =>
        [.. narrow.Columns.SelectMany((column, number) => Enumerable.Range(wider.Offset(number), column.Width))];

    private static float[] Widen(VaePlan from, VaePlan to, TableSchema narrow, TableSchema wider, int[] places, float[] parameters)
    {
        var (before, after) = (new ParameterLayout(from), new ParameterLayout(to));
        var widened = new float[after.Count];
        foreach (var slot in after.Slots)
        {
            if (before[slot.Name].Count == slot.Count)
            {
                before[slot.Name].Of(parameters.AsSpan()).CopyTo(slot.Of(widened.AsSpan()));
            }
        }

        LinearLayer[] readers = from.Encoder.Layers.OfType<LinearLayer>().FirstOrDefault() is { } first ? [first] : from.LogVariance is null ? [from.Mean] : [from.Mean, from.LogVariance];
        foreach (var reader in readers)
        {
            Copy(reader.WeightName, [.. Enumerable.Range(0, reader.Outputs)], places);
        }

        // The decoder reads the code and behind it the context; it writes all but the context. With no hidden layer one layer does both.
        int[] code = [.. Enumerable.Range(0, from.LatentDimension), .. places[from.OutputDimension..].Select(place => to.LatentDimension + place - to.OutputDimension)];
        var outputs = places[..from.OutputDimension];
        LinearLayer[] decoder = [.. from.Decoder.Layers.OfType<LinearLayer>()];
        foreach (var layer in decoder)
        {
            Copy(
                layer.WeightName,
                layer == decoder[^1] ? outputs : [.. Enumerable.Range(0, layer.Outputs)],
                layer == decoder[0] ? code : [.. Enumerable.Range(0, layer.Inputs)]);
        }

        Copy(decoder[^1].BiasName, outputs, [0]);
        BeginAsTheRarest(after[decoder[^1].BiasName].Of(widened.AsSpan()), to.OutputDimension, narrow, wider);
        if (after.Find(VaePlan.LogSigmaName) is { Count: > 1 })
        {
            Copy(VaePlan.LogSigmaName, outputs, [0]);
        }

        return widened;

        // Of a matrix, or of a vector as one of a single column.
        void Copy(string name, int[] rows, int[] columns)
        {
            var (source, target) = (before[name], after[name]);
            var (sourceWidth, targetWidth) = (source.Count / source.Shape[0], target.Count / target.Shape[0]);
            for (var row = 0; row < rows.Length; row++)
            {
                for (var column = 0; column < columns.Length; column++)
                {
                    widened[target.Offset + (rows[row] * targetWidth) + columns[column]] = parameters[source.Offset + (row * sourceWidth) + column];
                }
            }
        }
    }

    /// <summary>A new level has the smallest logit of those that there are, whatever the code.</summary>
    private static void BeginAsTheRarest(Span<float> bias, int outputs, TableSchema narrow, TableSchema wider)
    {
        for (var column = 0; column < narrow.Columns.Length && wider.Offset(column) < outputs; column++)
        {
            var levels = bias.Slice(wider.Offset(column), wider.Columns[column].Width);
            var known = levels[..narrow.Columns[column].Width];
            levels[known.Length..].Fill(System.Numerics.Tensors.TensorPrimitives.Min<float>(known));
        }
    }

    private static FeatureScaler Scaler(FeatureScaler scaler, TableSchema wider, int[] places) => scaler.Kind == ScalingKind.None
        ? FeatureScaler.Identity(wider.Width, wider)
        : FeatureScaler.FromParts(scaler.Kind, Spread(scaler.Offset, places, wider.Width, 0f), Spread(scaler.Factor, places, wider.Width, 1f), scaler.Clip, wider);

    private static ConstantColumns? Constants(ModelParts parts, TableSchema narrow, TableSchema wider, int[] places)
    {
        if (parts.Constants is not { } constants)
        {
            return null;
        }

        // A column that has new levels is no constant any more.
        var values = constants.Values.ToArray();
        var kept = constants.Features.ToArray().Index().Where(feature => narrow.ColumnOf(feature.Item) is var column && narrow.Columns[column].Width == wider.Columns[column].Width).ToArray();
        return kept.Length == 0 ? null : new ConstantColumns(wider.Width, [.. kept.Select(feature => places[feature.Item])], [.. kept.Select(feature => values[feature.Index])], parts.Origin is { } origin ? RowOrigin.OrNull(Spread(origin.Values, places, wider.Width, 0.0)) : null);
    }

    private static T[] Spread<T>(ReadOnlySpan<T> values, int[] places, int width, T between)
    {
        var spread = new T[width];
        spread.AsSpan().Fill(between);
        for (var i = 0; i < values.Length; i++)
        {
            spread[places[i]] = values[i];
        }

        return spread;
    }
}
