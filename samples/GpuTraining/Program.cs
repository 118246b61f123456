// Trains on pictures of clothes: on the first GPU, through libtorch, if there is one that it can use, else on the processor by the managed engine, and says which and why.
// The argument is the number of epochs.
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Data;
using Vae.MLNet;

var epochs = args.Length > 0 ? int.Parse(args[0]) : 10;
var pictures = Clothes() ?? Digits();

// ML.NET's own way to ask for a GPU; with the package Vae.Torch in the application nothing more is needed. Without the fall-back, one that cannot be used is an error that says what to install.
var ml = new MLContext(seed: 0) { GpuDeviceId = 0, FallbackToCpu = true };
var rows = SchemaDefinition.Create(typeof(Picture));
rows[nameof(Picture.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, pictures[0].Features.Length);
var split = ml.Data.TrainTestSplit(ml.Data.LoadFromEnumerable(pictures, rows), testFraction: 0.1);

var estimator = ml.Vae.Encode(new VaeEncodingOptions
{
    Model = new VaeOptions
    {
        Network = new NetworkOptions { HiddenLayers = [400], LatentDimension = 20 },
        Likelihood = Likelihood.Bernoulli(),
        Scaling = ScalingKind.None,
        Training = new TrainingOptions { Epochs = epochs, BatchSize = 128 },
    },
    Progress = new EpochLines(),
});

VaeTransformer transformer;
try
{
    transformer = estimator.Fit(split.TrainSet);
}
catch (EngineException missing)
{
    Console.Error.WriteLine(missing.Message);
    return 1;
}

var model = transformer.Model;
var held = split.TestSet.GetColumn<float[]>(nameof(Picture.Features)).SelectMany(row => row).ToArray();
var path = Path.Combine(Path.GetTempPath(), "pictures.onnx");
model.Save(path);
Console.WriteLine();
Console.WriteLine($"device    {model.Report.Engine}");
Console.WriteLine($"speed     {model.Report.RowsPerSecond:N0} rows/s, {model.Report.Epochs} epochs of {model.Report.TrainingRows:N0} pictures in {model.Report.Seconds:F1} s");
Console.WriteLine($"ELBO      {-model.NegativeElbo(new MemoryRowSource(held, model.InputDimension)):F2} nats a picture on {held.Length / model.InputDimension:N0} that were held out; {model.Report.ActiveUnits} of {model.LatentDimension} latent units active");
Console.WriteLine($"model     {path}, which scores anywhere, without libtorch");
return 0;

static Picture[]? Clothes()
{
    var file = Path.Combine(AppContext.BaseDirectory, "datasets", "train-images-idx3-ubyte.gz");
    if (!File.Exists(file))
    {
        return null;
    }

    var source = new IdxRowSource(file);
    using var reader = source.OpenReader();
    var values = new float[source.RowCount!.Value * source.ColumnCount];
    reader.Read(values);
    return [.. values.Chunk(source.ColumnCount).Select(row => new Picture { Features = row })];
}

static Picture[] Digits()
{
    Console.WriteLine("Fashion-MNIST is not here (datasets/get-fashion-mnist.sh fetches it), so this trains on the small digits of datasets/digits.csv.");
    var lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "datasets", "digits.csv")).Skip(1);
    return [.. lines.Select(line => new Picture { Features = [.. line.Split(',')[..^1].Select(level => float.Parse(level) / 16)] })];
}

/// <summary>Grey levels in [0, 1], row by row.</summary>
internal sealed class Picture
{
    public float[] Features { get; set; } = [];
}

/// <summary>Prints a line an epoch.</summary>
internal sealed class EpochLines : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.IsEpochEnd)
        {
            Console.WriteLine($"epoch {value.Epoch,3}  loss {value.Loss,8:F2} nats a picture  {value.RowsPerSecond,10:N0} rows/s");
        }
    }
}
