namespace Vae.Core.Data;

/// <summary>Labels as numbers of classes, as the engines take them.</summary>
internal static class ClassNumber
{
    /// <summary>What a row without a label has.</summary>
    public const int None = -1;

    /// <summary>Most classes.</summary>
    public const int Maximum = 1 << 20;

    /// <summary>The class of a label: a whole number from 0; NaN is a row without a label.</summary>
    /// <param name="label">The label.</param>
    /// <param name="row">The row's number from 0, for the error.</param>
    /// <exception cref="VaeDataException">The label is no whole number from 0.</exception>
    public static int Of(float label, long row)
    {
        if (float.IsNaN(label))
        {
            return None;
        }

        return label >= 0 && label < Maximum && label == MathF.Floor(label)
            ? (int)label
            : throw new VaeDataException(FormattableString.Invariant(
                $"Row {row} (counted from 0) has the label {label} but classes are numbered from 0 to {Maximum - 1}; number the classes so, and give rows without a label NaN."));
    }
}
