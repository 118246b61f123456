using System.Globalization;
using Vae.Core.Data;
using Vae.Core.Data.Texts;

namespace Vae.Core.Models;

/// <summary>What a model keeps of the columns that it was trained on, feature by feature.</summary>
internal sealed class TrainedColumns
{
    private const int FewestDistinct = 20;
    private const double MostExamples = 0.5;
    private const double Tolerance = 1e-4; // ends of a range have been scaled and back

    private readonly VaeModel model;
    private readonly float[] lower;
    private readonly float[] upper;
    private readonly Dictionary<string, ProfiledColumn> profiles;

    /// <param name="model">A model that keeps ranges.</param>
    public TrainedColumns(VaeModel model)
    {
        this.model = model;
        profiles = (model.Report.Data?.Columns ?? []).Where(column => column.Kind is not null).GroupBy(column => column.Name).ToDictionary(same => same.Key, same => same.First());
        (lower, upper) = (Raw(model.Parts.Range!.Lower), Raw(model.Parts.Range.Upper));
    }

    /// <summary>Whether the table itself is known, and not only what the model needs of it.</summary>
    public bool AreProfiled => profiles.Count > 0;

    /// <summary>Where the range of a feature begins, relative to the model's origin. What lies far from nearly all others is cut off.</summary>
    public float Lower(int feature) => lower[feature];

    /// <summary>Where it ends.</summary>
    public float Upper(int feature) => upper[feature];

    /// <summary>The column that a feature is of.</summary>
    public string Name(int feature) => model.Columns is { } schema ? schema.Columns[schema.ColumnOf(feature)].Name : model.NameOf(feature);

    /// <summary>Whether a feature is the first of its column.</summary>
    public bool IsFirst(int feature) => model.Columns is not { } schema || schema.Offset(schema.ColumnOf(feature)) == feature;

    /// <summary>Whether a feature is a measured number.</summary>
    public bool IsMeasured(int feature) => model.Columns is not { } schema || schema.Columns[schema.ColumnOf(feature)].Kind == ColumnKind.Numeric;

    /// <summary>What was found in the column of a feature; null where that is not known, as of parts of times.</summary>
    public ProfiledColumn? Profile(int feature) => profiles.GetValueOrDefault(Name(feature));

    /// <summary>The least value.</summary>
    public double Least(int feature) => Profile(feature)?.Minimum ?? Number(feature, lower[feature]);

    /// <summary>The greatest.</summary>
    public double Most(int feature) => Profile(feature)?.Maximum ?? Number(feature, upper[feature]);

    /// <summary>Whether a feature had so many different values that they are no grades or codes, of which any may be alone or new.</summary>
    public bool HadMany(int feature) => AreProfiled ? Profile(feature) is { Distinct: >= FewestDistinct } : HadFractions(feature);

    /// <summary>The least and the greatest value, in words.</summary>
    public string Ends(int feature) => IsMeasured(feature) && Profile(feature) is { Minimum: { } least, Maximum: { } greatest } ? Invariant($"{least} to {greatest}")
        : Invariant($"{Number(feature, lower[feature])} to {Number(feature, upper[feature])}");

    /// <summary>A value as it stands in the rows.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="value">Its value, relative to the model's origin.</param>
    public double Number(int feature, float value) => ShortestNumber.Of(model.OriginOf(feature), value);

    /// <summary>Whether a feature had fractions: most of the values that the training table began with, where it is known, and else both ends of the range.</summary>
    public bool HadFractions(int feature) => AreProfiled
        ? Profile(feature) is { } column && column.Examples.Count(IsFraction) > MostExamples * column.Examples.Length
        : IsFraction(Number(feature, lower[feature])) && IsFraction(Number(feature, upper[feature]));

    private static bool IsFraction(string example) => double.TryParse(example.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && IsFraction(number);

    private static bool IsFraction(double number) => Math.Abs(number - Math.Round(number)) > Tolerance * Math.Max(1, Math.Abs(number));

    private float[] Raw(float[] ends)
    {
        var raw = new float[ends.Length];
        model.Scaler.Unscale(ends, raw);
        return raw;
    }
}
