using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Objectives;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Statistics;

namespace Vae.Core.Serialization;

/// <summary>Writes and reads a model file's JSON. Numbers keep every bit; a field that this build does not know is an error, not ignored.</summary>
/// <remarks>
/// What a program does that only loads a model and scores, the header and the export, is written out type by type (<see cref="HeaderJson"/>), since what a serializer needs first is most of such a program's time. Everything else,
/// classifiers and checkpoints, goes through <see cref="Settings"/>, which give the same bytes: tests hold the two together.
/// </remarks>
internal static class ModelJson
{
    /// <summary>How everything of ours is written: numbers to the last bit, enumerations and kinds by fixed words, fields that are not known refused.</summary>
    public static JsonSerializerOptions Settings => Json;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new TableSchemaConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        IgnoreReadOnlyProperties = true,
        MaxDepth = 16,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameDerivedTypes, LeaveOutWhatIsNotThere } },
    };

    private static readonly JsonSerializerOptions Lines = new(Json) { WriteIndented = true };

    /// <summary>The options as a file has them, in lines for people.</summary>
    public static string WriteOptions(VaeOptions options) => JsonSerializer.Serialize(options, Lines);

    /// <summary>The options that <see cref="WriteOptions"/> gave.</summary>
    public static VaeOptions ReadOptions(string json) => Read<VaeOptions>(Encoding.UTF8.GetBytes(json));

    public static byte[] Write(ModelHeader header) => JsonWriter.Write(header, HeaderJson.Write);

    public static byte[] Write(ClassifierHeader header) => JsonSerializer.SerializeToUtf8Bytes(header, Json);

    public static string WriteExport(ClassifierExportOptions options) => JsonSerializer.Serialize(options, Json);

    /// <exception cref="ModelFileException">The JSON is malformed, or lacks a field, or holds one that has no place.</exception>
    public static ClassifierHeader ReadClassifier(byte[] json) => Read<ClassifierHeader>(json);

    /// <exception cref="ModelFileException">The JSON is malformed, or lacks a field, or holds one that has no place.</exception>
    public static ClassifierExportOptions ReadClassifierExport(string json) => Read<ClassifierExportOptions>(Encoding.UTF8.GetBytes(json));

    public static string WriteExport(OnnxExportOptions options) => Encoding.UTF8.GetString(JsonWriter.Write(options, ExportJson.Write));

    /// <exception cref="ModelFileException">The JSON is malformed, or lacks a field, or holds one that has no place.</exception>
    public static OnnxExportOptions ReadExport(string json) => Reading(() => JsonFields.Read(Encoding.UTF8.GetBytes(json), ExportJson.Read));

    /// <exception cref="ModelFileException">The JSON is malformed, or lacks a field, or holds one that has no place.</exception>
    public static ModelHeader Read(ReadOnlyMemory<byte> json) => Reading(() => JsonFields.Read(json, HeaderJson.Read));

    private static T Read<T>(byte[] json)
        where T : class => Reading(() => JsonSerializer.Deserialize<T>(json, Json)
            ?? throw new ModelFileException("The model file's header is null; an object was wanted. The file is damaged, copy or train it again."));

    private static T Reading<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new ModelFileException(
                $"The model file's header cannot be read: {exception.Message} The file is damaged or made by another version; copy or train it again.",
                exception);
        }
    }

    // The kinds are named here, not by attributes on the public records, and by fixed words, so that a file never names a .NET type.
    private static void NameDerivedTypes(JsonTypeInfo type)
    {
        if (type.Type == typeof(Likelihood))
        {
            type.PolymorphismOptions = Kinds((typeof(BernoulliLikelihood), "bernoulli"), (typeof(GaussianLikelihood), "gaussian"));
        }
        else if (type.Type == typeof(Corruption))
        {
            type.PolymorphismOptions = Kinds(
                (typeof(GaussianCorruption), "gaussian"), (typeof(MaskingCorruption), "masking"), (typeof(SaltAndPepperCorruption), "saltAndPepper"));
        }
        else if (type.Type == typeof(VaeOptions))
        {
            WriteWhere(type, nameof(VaeOptions.MissingValues), value => value is not MissingValueHandling.Invalid);
            WriteWhere(type, nameof(VaeOptions.ImputationPasses), value => value is not null);
        }
        else if (type.Type == typeof(ResidualStatistics))
        {
            WriteWhere(type, nameof(ResidualStatistics.Observed), value => value is ImmutableArray<long> { IsDefault: false });
        }
        else if (type.Type == typeof(ObjectiveOptions))
        {
            // Objectives without a discriminator have nothing there to say.
            WriteWhere(type, nameof(ObjectiveOptions.Adversarial), value => !new AdversarialOptions().Equals(value));
        }
        else if (type.Type == typeof(ModelHeader))
        {
            WriteWhere(type, nameof(ModelHeader.Members), value => value is not 0);
        }
        else if (type.Type == typeof(TrainingOptions))
        {
            WriteWhere(type, nameof(TrainingOptions.EnsembleSize), value => value is not 1);
            WriteWhere(type, nameof(TrainingOptions.Shards), value => value is not 1);

            // Where a run is written down is a matter of the run.
            type.Properties.Remove(type.Properties.Single(property => property.Name == "checkpoint"));
        }
        else if (type.Type == typeof(ClassifierReport))
        {
            LeaveOutTheMachine(type);
        }
        else if (type.Type == typeof(TrainingReport) || type.Type == typeof(EpochReport))
        {
            WriteWhere(type, nameof(TrainingReport.DiscriminatorLoss), value => value is not null);
            WriteWhere(type, nameof(TrainingReport.DiscriminatorAccuracy), value => value is not null);
            LeaveOutTheMachine(type);
        }
        else if (type.Type == typeof(Prior))
        {
            type.PolymorphismOptions = Kinds(
                (typeof(StandardNormalPrior), "standardNormal"), (typeof(GaussianMixturePrior), "gaussianMixture"), (typeof(SampledPrior), "sampled"));
        }
        else if (type.Type == typeof(SampledPrior))
        {
            // The function that drew from it is not in the file.
            type.CreateObject = () => new SampledPrior(null);
        }
        else if (type.Type == typeof(ThresholdPolicy))
        {
            type.PolymorphismOptions = Kinds(
                (typeof(ContaminationThreshold), "contamination"),
                (typeof(QuantileThreshold), "quantile"),
                (typeof(FalsePositiveRateThreshold), "falsePositiveRate"),
                (typeof(FixedThreshold), "fixed"),
                (typeof(ExtremeValueThreshold), "extremeValue"));
        }
    }

    // The same model is the same file, whatever clock and processor it was trained by: times are left out, and of the engine's description all but its name.
    private static void LeaveOutTheMachine(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            var (name, whole) = (property.Name, property.Get);
            if (name is "seconds" or "rowsPerSecond")
            {
                property.ShouldSerialize = (_, _) => false;
            }
            else if (name == "engine")
            {
                property.Get = report => ((string)whole!(report)!).Split(',')[0];
            }
        }
    }

    // Fields that came after the first files of a version, left out where they say nothing, so that those files are written as they were.
    private static void LeaveOutWhatIsNotThere(JsonTypeInfo type)
    {
        string[] later = type.Type == typeof(ModelHeader) ? [nameof(ModelHeader.Scores), nameof(ModelHeader.Expectation), nameof(ModelHeader.Residuals), nameof(ModelHeader.Probability), nameof(ModelHeader.Origin), nameof(ModelHeader.Constants), nameof(ModelHeader.HasRange), nameof(ModelHeader.SharesBySurprise), nameof(ModelHeader.FillsUnseenLevels)]
            : type.Type == typeof(ClassifierHeader) ? [nameof(ClassifierHeader.Origin)]
            : type.Type == typeof(VaeOptions) ? [nameof(VaeOptions.Columns), nameof(VaeOptions.ContextColumnCount)]
            : type.Type == typeof(TrainingReport) ? [nameof(TrainingReport.FlaggedRate), nameof(TrainingReport.Gain), nameof(TrainingReport.Data), nameof(TrainingReport.Truths)]
            : type.Type == typeof(AchievedRate) ? [nameof(AchievedRate.FewestFlagged), nameof(AchievedRate.MostFlagged)]
            : type.Type == typeof(OnnxExportOptions) ? [nameof(OnnxExportOptions.Probability), nameof(OnnxExportOptions.Contributions), nameof(OnnxExportOptions.ContributionSlotNames), nameof(OnnxExportOptions.Imputed), nameof(OnnxExportOptions.ImputedSlotNames)]
            : [];
        foreach (var property in type.Properties.Where(property => later.Contains(property.Name, StringComparer.OrdinalIgnoreCase)))
        {
            property.ShouldSerialize = (_, value) => value is not null and not WhiteningForm.None and not 0 and not ImmutableArray<string> { IsEmpty: true };
        }
    }

    private static void WriteWhere(JsonTypeInfo type, string property, Func<object?, bool> condition)
    {
        var name = JsonNamingPolicy.CamelCase.ConvertName(property);
        type.Properties.Single(found => found.Name == name).ShouldSerialize = (_, value) => condition(value);
    }

    private static JsonPolymorphismOptions Kinds(params (Type Type, string Name)[] kinds)
    {
        var options = new JsonPolymorphismOptions
        {
            TypeDiscriminatorPropertyName = "kind",
            UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization,
        };
        foreach (var (type, name) in kinds)
        {
            options.DerivedTypes.Add(new JsonDerivedType(type, name));
        }

        return options;
    }
}
