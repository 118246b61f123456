using Vae.Core.Data;
using Vae.Core.Options;

namespace Vae.Core.Models;

/// <content>What a row is seen in: its last features, which encoder and decoder are told and nothing is said of.</content>
public sealed partial class VaeModel
{
    /// <summary>How many of the last features of a row are its context (<see cref="VaeOptions.ContextColumnCount"/>), K; 0 for most models.</summary>
    public int ContextDimension => plan.ContextDimension;

    /// <summary>Names of the columns that are its context, in the order of the rows; empty where there is none, or features have no names.</summary>
    public IReadOnlyList<string> ContextColumnNames => Columns is { } columns
        ? [.. columns.Columns[^Options.ContextColumnCount..].Select(column => column.Name)]
        : FeatureNames is { } names ? [.. names.Skip(OutputDimension)] : [];

    private int OutputDimension => plan.OutputDimension;

    /// <summary>Rows that the decoder makes of codes in a context: the mean of p(x | z, context), in the units of the input.</summary>
    /// <param name="latent">Row-major codes of <see cref="LatentDimension"/> values.</param>
    /// <param name="context">The context of each, <see cref="ContextDimension"/> values in raw units, row-major. Empty for models without.</param>
    /// <param name="rows">Receives codes * <see cref="InputDimension"/> values, row-major, the context behind what was decoded.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the context holds a number that is not finite.</exception>
    public void Decode(ReadOnlySpan<float> latent, ReadOnlySpan<float> context, Span<float> rows)
    {
        var count = Rows(latent.Length, LatentDimension, nameof(latent), "codes");
        Expect(rows.Length, count, InputDimension, nameof(rows));
        if (context.Length != count * ContextDimension)
        {
            throw new ArgumentException(
                Invariant($"{count} codes come with {context.Length} numbers of context but this model has {ContextDimension} a row; give so many for each code."), nameof(context));
        }

        var scaled = new float[context.Length];
        for (var row = 0; row < count && ContextDimension > 0; row++)
        {
            ScaledContext(context.Slice(row * ContextDimension, ContextDimension), nameof(context)).CopyTo(scaled, row * ContextDimension);
        }

        pipeline.Decode(latent, scaled, scaled: false, rows);
        parts.Origin?.Add(rows, rows);
        for (var row = 0; row < count; row++)
        {
            context.Slice(row * ContextDimension, ContextDimension).CopyTo(rows[((row * InputDimension) + OutputDimension)..]);
        }
    }

    private void RequireNoContext(string what)
    {
        if (ContextDimension > 0)
        {
            throw new InvalidOperationException(
                Invariant($"{what} cannot be decoded by this model, which was trained with a context of {ContextDimension} features; give the context too, or rows that have one."));
        }
    }

    /// <summary>A context as it was given, relative to the origin, in every one of some rows: the network may have seen it at the end of its training range.</summary>
    private void PlaceContext(ReadOnlySpan<float> context, Span<float> rows)
    {
        var row = new float[InputDimension];
        context.CopyTo(row.AsSpan(OutputDimension));
        parts.Origin?.Subtract(row, row);
        for (var end = InputDimension; end <= rows.Length; end += InputDimension)
        {
            row.AsSpan(OutputDimension).CopyTo(rows[(end - ContextDimension)..]);
        }
    }

    /// <summary>A context as the network sees it: scaled, and held in its training range.</summary>
    /// <exception cref="ArgumentException">It has another length, or a value that is not finite.</exception>
    private float[] ScaledContext(ReadOnlySpan<float> context, string argument)
    {
        if (context.Length != ContextDimension)
        {
            throw new ArgumentException(
                Invariant($"The context has {context.Length} numbers but this model was trained with {ContextDimension} features of context; give the last features of a row, in the order of training."), argument);
        }

        if (RowChecks.FirstInvalid(context) is >= 0 and var at)
        {
            throw new ArgumentException(FormattableString.Invariant($"The context holds {context[at]} in {NameOf(OutputDimension + at)}; a context must be known: give finite numbers."), argument);
        }

        if (ContextDimension == 0)
        {
            return [];
        }

        var row = new float[InputDimension];
        context.CopyTo(row.AsSpan(OutputDimension));
        parts.Origin?.Subtract(row, row);
        Scaler.Scale(row, row);
        parts.Range?.Hold(row, new float[InputDimension]);
        return row[OutputDimension..];
    }

    private static float[] Repeated(float[] context, int count)
    {
        var repeated = new float[context.Length * count];
        for (var i = 0; i < repeated.Length; i++)
        {
            repeated[i] = context[i % context.Length];
        }

        return repeated;
    }
}
