using Vae.Core.Data;
using Vae.Core.Generation;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Scaling;

namespace Vae.Core.Models;

/// <content>Rows that the model makes: drawn from the prior, on the way between two rows, along one latent dimension.</content>
public sealed partial class VaeModel
{
    // Far more than anybody looks at, and few enough that their number times a width is checked without overflow.
    private const int MaximumSteps = 1 << 20;

    /// <summary>Whether the codes have a distribution that new ones can be drawn from: not those of a plain autoencoder, which nothing holds to one.</summary>
    public bool HasPrior => Options.Objective.Kind != ObjectiveKind.Autoencoder;

    /// <summary>The distribution that new codes are drawn from: an adversarial autoencoder's own, N(0, I) for every other model that has one (<see cref="HasPrior"/>).</summary>
    public Prior Prior => Options.Objective.Adversarial.Prior;

    /// <summary>The same model with another prior to draw codes from; nothing is trained or copied. For models whose prior was given as code, which a file does not hold.</summary>
    /// <param name="prior">The prior, in as many dimensions as the code.</param>
    /// <exception cref="ArgumentException">Its numbers are out of range, or it has other dimensions.</exception>
    /// <exception cref="InvalidOperationException">The model is no adversarial autoencoder: its codes go with N(0, I).</exception>
    public VaeModel WithPrior(Prior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        prior.Validate();
        prior.RequireLatent(LatentDimension);
        if (Options.Objective.Kind != ObjectiveKind.Adversarial)
        {
            throw new InvalidOperationException(
                $"This model was trained with Objective.Kind = {Options.Objective.Kind}, whose prior is N(0, I); draw codes of your own and decode them with Decode.");
        }

        var objective = Options.Objective with { Adversarial = Options.Objective.Adversarial with { Prior = prior } };
        return new VaeModel(parts with { Options = Options with { Objective = objective } }, pipeline);
    }

    /// <summary>Draws codes from the prior and decodes them. The same seed gives the same rows; a row depends on the seed and on its number alone.</summary>
    /// <param name="count">Rows to draw; 1 or more.</param>
    /// <param name="seed">Which sequence of rows; default 0.</param>
    /// <param name="options">Temperature, decoder noise and where in the sequence to begin; null takes the defaults, the means of p(x|z) of codes from the prior.</param>
    /// <returns>The rows, in the units of the training data, and their codes. A count below 0 is 0, as no row of data has one.</returns>
    /// <exception cref="ArgumentException">A value is out of range, or the rows do not fit one array.</exception>
    /// <exception cref="InvalidOperationException">The model is a plain autoencoder, which has no prior; or its prior was given as code and a file does not hold it.</exception>
    public GeneratedRows Sample(int count, int seed = 0, SamplingOptions? options = null)
    {
        options ??= new SamplingOptions();
        options.Validate();
        if (!HasPrior)
        {
            throw new InvalidOperationException(
                $"This model was trained with Objective.Kind = {Options.Objective.Kind}, whose codes follow no prior, so there is nothing to draw new ones from; "
                + "decode codes of your own with Decode, walk between rows with Interpolate, or train a variational or an adversarial autoencoder.");
        }

        Require.InRange(count, 1, int.MaxValue, nameof(count));
        var context = options.Context.IsDefault ? [] : options.Context.AsSpan();
        var scaled = ScaledContext(context, "Sampling.Context");
        var codes = NewCodes(count);
        ((ICodePrior)Prior).Draw(seed, options.FirstRow, options.Temperature, LatentDimension, codes);
        var rows = new float[(long)count * InputDimension];
        pipeline.Decode(codes, Repeated(scaled, count), scaled: options.DecoderNoise, rows);
        if (options.DecoderNoise)
        {
            DecoderNoise.Apply(parts, seed, options.FirstRow, rows);
            Scaler.Unscale(rows, rows);
        }

        CountTransform.Of(Columns)?.RaiseToZero(rows);
        PlaceContext(context, rows);
        return new GeneratedRows(codes, LatentDimension, rows, InputDimension, parts.Origin);
    }

    /// <summary>Decodes codes on the way from the mean code of one row to that of another. The ends equal the reconstructions of the two rows.</summary>
    /// <param name="from">The row to begin with: <see cref="InputDimension"/> finite values in raw units.</param>
    /// <param name="to">The row to end with, likewise.</param>
    /// <param name="steps">Rows to make, both ends included; 2 to 1,048,576, default 10.</param>
    /// <param name="kind">The way; default the straight line.</param>
    /// <returns><paramref name="steps"/> rows in raw units, and their codes.</returns>
    /// <exception cref="ArgumentException">A row has another width, <paramref name="steps"/> is out of range, or the codes point in opposite directions and the way is
    /// <see cref="InterpolationKind.Spherical"/>.</exception>
    /// <exception cref="VaeDataException">A row holds NaN or an infinity.</exception>
    public GeneratedRows Interpolate(
        ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps = 10, InterpolationKind kind = InterpolationKind.Linear)
    {
        var (first, last) = (CodeOf(from, nameof(from)), CodeOf(to, nameof(to)));
        return from[OutputDimension..].SequenceEqual(to[OutputDimension..])
            ? InterpolateCodes(first, last, steps, kind, from[OutputDimension..])
            : throw new ArgumentException("The two rows have different contexts, between which there is no way; give rows in one context.", nameof(to));
    }

    /// <summary>Decodes codes on the way from one code to another.</summary>
    /// <param name="from">The code to begin with: <see cref="LatentDimension"/> finite values.</param>
    /// <param name="to">The code to end with, likewise.</param>
    /// <param name="steps">Rows to make, both ends included; 2 to 1,048,576, default 10.</param>
    /// <param name="kind">The way; default the straight line.</param>
    /// <returns><paramref name="steps"/> rows in raw units, and their codes, of which the first and the last are those given.</returns>
    /// <exception cref="ArgumentException">A code has another length or a value that is not finite, <paramref name="steps"/> is out of range, or the codes point in
    /// opposite directions and the way is <see cref="InterpolationKind.Spherical"/>.</exception>
    /// <exception cref="InvalidOperationException">The model has a context, without which a code is no row; walk between rows.</exception>
    public GeneratedRows InterpolateCodes(
        ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps = 10, InterpolationKind kind = InterpolationKind.Linear)
    {
        RequireNoContext("Codes alone");
        return InterpolateCodes(from, to, steps, kind, []);
    }

    /// <summary>The same in a context, which stands in every row; empty for models without.</summary>
    internal GeneratedRows InterpolateCodes(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps, InterpolationKind kind, ReadOnlySpan<float> context)
    {
        RequireCode(from, nameof(from));
        RequireCode(to, nameof(to));
        Require.InRange(steps, 2, MaximumSteps, nameof(steps));
        Require.Defined(kind, nameof(kind));
        var codes = NewCodes(steps);
        CodePath.Fill(from, to, kind, steps, codes);
        return Decoded(codes, context);
    }

    /// <summary>Decodes the mean code of a row with one of its numbers replaced by evenly spaced values: what that latent dimension does to this row.</summary>
    /// <param name="row">The row: <see cref="InputDimension"/> finite values in raw units.</param>
    /// <param name="dimension">The latent dimension, from 0.</param>
    /// <param name="minimum">The first value; default -3, three standard deviations of the standard normal prior below its mean.</param>
    /// <param name="maximum">The last value; default 3.</param>
    /// <param name="steps">Values, both ends included; 2 to 1,048,576, default 10.</param>
    /// <returns><paramref name="steps"/> rows in raw units, and their codes.</returns>
    /// <exception cref="ArgumentException">The row has another width, there is no such dimension, or the values are not finite or out of range.</exception>
    /// <exception cref="VaeDataException">The row holds NaN or an infinity.</exception>
    public GeneratedRows Traverse(ReadOnlySpan<float> row, int dimension, float minimum = -3, float maximum = 3, int steps = 10) =>
        TraverseCode(CodeOf(row, nameof(row)), [dimension], minimum, maximum, steps, row[OutputDimension..]);

    /// <summary>Walks several latent dimensions one after the other, each from the row's own code.</summary>
    /// <param name="row">The row: <see cref="InputDimension"/> finite values in raw units.</param>
    /// <param name="dimensions">The latent dimensions, from 0; at least one.</param>
    /// <param name="minimum">The first value of each; default -3.</param>
    /// <param name="maximum">The last value of each; default 3.</param>
    /// <param name="steps">Values of each, both ends included; 2 to 1,048,576, default 10.</param>
    /// <returns>Rows in raw units: <paramref name="steps"/> for the first dimension, then those for the next, and their codes.</returns>
    /// <exception cref="ArgumentException">The row has another width, there is no such dimension, or the values are not finite or out of range.</exception>
    /// <exception cref="VaeDataException">The row holds NaN or an infinity.</exception>
    public GeneratedRows Traverse(ReadOnlySpan<float> row, ReadOnlySpan<int> dimensions, float minimum = -3, float maximum = 3, int steps = 10) =>
        TraverseCode(CodeOf(row, nameof(row)), dimensions, minimum, maximum, steps, row[OutputDimension..]);

    /// <summary>Walks latent dimensions one after the other, each from a code.</summary>
    /// <param name="code">The code: <see cref="LatentDimension"/> finite values; zeros are the mean of the standard normal prior.</param>
    /// <param name="dimensions">The latent dimensions, from 0; at least one.</param>
    /// <param name="minimum">The first value of each; default -3.</param>
    /// <param name="maximum">The last value of each; default 3.</param>
    /// <param name="steps">Values of each, both ends included; 2 to 1,048,576, default 10.</param>
    /// <returns>Rows in raw units: <paramref name="steps"/> for the first dimension, then those for the next, and their codes.</returns>
    /// <exception cref="ArgumentException">The code has another length or a value that is not finite, there is no such dimension, or the values are not finite or out
    /// of range.</exception>
    /// <exception cref="InvalidOperationException">The model has a context, without which a code is no row; give a row.</exception>
    public GeneratedRows TraverseCode(ReadOnlySpan<float> code, ReadOnlySpan<int> dimensions, float minimum = -3, float maximum = 3, int steps = 10)
    {
        RequireNoContext("A code alone");
        return TraverseCode(code, dimensions, minimum, maximum, steps, []);
    }

    /// <summary>The same in a context, which stands in every row; empty for models without.</summary>
    internal GeneratedRows TraverseCode(ReadOnlySpan<float> code, ReadOnlySpan<int> dimensions, float minimum, float maximum, int steps, ReadOnlySpan<float> context)
    {
        RequireCode(code, nameof(code));
        Require.InRange(steps, 2, MaximumSteps, nameof(steps));
        Require.InRange(minimum, float.MinValue, float.MaxValue, nameof(minimum));
        Require.InRange(maximum, float.MinValue, float.MaxValue, nameof(maximum));
        Require.InRange(dimensions.Length, 1, MaximumSteps, "The number of dimensions");
        foreach (var dimension in dimensions)
        {
            Require.InRange(dimension, 0, LatentDimension - 1, nameof(dimension));
        }

        var codes = NewCodes((long)steps * dimensions.Length);
        for (var i = 0; i < steps * dimensions.Length; i++)
        {
            // The two factors, not their sum, so that both ends are exact.
            var t = (i % steps) / (steps - 1.0);
            var here = codes.AsSpan(i * LatentDimension, LatentDimension);
            code.CopyTo(here);
            here[dimensions[i / steps]] = (float)(((1 - t) * minimum) + (t * maximum));
        }

        return Decoded(codes, context);
    }

    /// <summary>Puts rows beside what the model makes of them, for looking at.</summary>
    /// <param name="rows">Row-major rows in raw units; at least one, all values finite.</param>
    /// <param name="columns">Originals in a line of the grid; 1 or more, default 10. Fewer where there are fewer rows.</param>
    /// <returns>Originals, reconstructions, and the grid of both.</returns>
    /// <exception cref="ArgumentException">The values are no whole number of rows, or there are none; or <paramref name="columns"/> is below 1.</exception>
    /// <exception cref="VaeDataException">A row holds NaN or an infinity.</exception>
    public ReconstructionGrid ReconstructionGrid(ReadOnlySpan<float> rows, int columns = 10)
    {
        var count = Rows(rows.Length, InputDimension, nameof(rows), "rows");
        Require.InRange(count, 1, Array.MaxLength / (4 * InputDimension), "The number of rows");
        Require.InRange(columns, 1, int.MaxValue, nameof(columns));
        RequireFinite(rows);
        var rebuilt = new float[rows.Length];
        Reconstruct(rows, rebuilt);
        return new ReconstructionGrid(rows.ToArray(), rebuilt, InputDimension, Math.Min(columns, count));
    }

    /// <summary>Room for codes, where there is room for their rows too.</summary>
    private float[] NewCodes(long count)
    {
        var most = Array.MaxLength / Math.Max(InputDimension, LatentDimension);
        return count <= most
            ? new float[count * LatentDimension]
            : throw new ArgumentException(
                Invariant($"{count} rows of {InputDimension} features, or their codes of {LatentDimension} numbers, do not fit one array; make at most {most} at a time."));
    }

    private GeneratedRows Decoded(float[] codes, ReadOnlySpan<float> context)
    {
        var rows = new float[codes.Length / LatentDimension * InputDimension];
        pipeline.Decode(codes, Repeated(ScaledContext(context, nameof(context)), codes.Length / LatentDimension), scaled: false, rows);
        PlaceContext(context, rows);
        return new GeneratedRows(codes, LatentDimension, rows, InputDimension, parts.Origin);
    }

    private float[] CodeOf(ReadOnlySpan<float> row, string argument)
    {
        if (row.Length != InputDimension)
        {
            throw new ArgumentException(
                Invariant($"The row has {row.Length} values but this model was trained on {InputDimension}; give one row of the columns it was trained on."), argument);
        }

        RequireFinite(row);
        var code = new float[LatentDimension];
        Encode(row, code);
        return code;
    }

    private void RequireFinite(ReadOnlySpan<float> rows)
    {
        if (RowChecks.FirstInvalid(rows) is >= 0 and var at)
        {
            throw new VaeDataException(FormattableString.Invariant(
                $"Row {at / InputDimension} (counted from 0) holds {rows[at]} in column {(at % InputDimension) + 1}, so it has no code; fill in the value or choose another row."));
        }
    }

    private void RequireCode(ReadOnlySpan<float> code, string argument)
    {
        if (code.Length != LatentDimension)
        {
            throw new ArgumentException(
                Invariant($"The code has {code.Length} numbers but this model's codes have {LatentDimension}; give one code of that length."), argument);
        }

        if (RowChecks.FirstInvalid(code) is >= 0 and var at)
        {
            throw new ArgumentException(FormattableString.Invariant($"The code holds {code[at]} at {at}; give finite numbers."), argument);
        }
    }
}
