using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Onnx;
using Vae.Core.Onnx.ModelFiles;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Statistics;
using Vae.Core.Tests.Serialization;

namespace Vae.Core.Tests.Onnx.ModelFiles;

public sealed class ModelFileRoundTripTests
{
    public static TheoryData<string> Kinds => ["default", "unusual", "bernoulli", "learned", "quantile", "fixed", "nameless"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_WhatWasWritten_IsEqualBitForBit(string kind)
    {
        var parts = Create(kind);

        var read = ModelFile.Read(new MemoryStream(SmallModel.Bytes(parts)));

        // Writing again compares every value of the JSON, NaN and negative zero included.
        Assert.Equal(SmallModel.Bytes(parts), SmallModel.Bytes(read));
        Assert.Equal(Bits(parts.Parameters), Bits(read.Parameters));
        Assert.Equal(Bits(parts.Scaler.Offset), Bits(read.Scaler.Offset));
        Assert.Equal(Bits(parts.Scaler.Factor), Bits(read.Scaler.Factor));
        Assert.Equal(parts.Scaler.Kind, read.Scaler.Kind);
        Assert.Equal(parts.Scaler.Clip, read.Scaler.Clip);
        Assert.Equal(parts.Threshold, read.Threshold);
        Assert.Equal(parts.InputDimension, read.InputDimension);
        Assert.Equal(parts.FeatureNames.IsDefault ? null : parts.FeatureNames.ToArray(), read.FeatureNames.IsDefault ? null : read.FeatureNames.ToArray());
        Assert.Equal(parts.Whitening is null, read.Whitening is null);
        if (parts.Whitening is { } whitening)
        {
            Assert.Equal(Bits(whitening.Center), Bits(read.Whitening!.Center));
            Assert.Equal(Bits(whitening.Matrix), Bits(read.Whitening.Matrix));
        }
    }

    [Fact]
    public void Read_Options_AreEqual()
    {
        var options = SmallModel.UnusualOptions;

        var read = ModelFile.Read(new MemoryStream(SmallModel.Bytes(SmallModel.Create(options)))).Options;

        // ImmutableArray compares by reference, so the one array is compared by itself.
        Assert.Equal(options.Network.HiddenLayers!.Value.AsEnumerable(), read.Network.HiddenLayers!.Value.AsEnumerable());
        Assert.Equal(options, read with { Network = read.Network with { HiddenLayers = options.Network.HiddenLayers } });
    }

    [Fact]
    public void Read_Report_IsEqualButForTheClockAndTheMachine()
    {
        var report = SmallModel.Create().Report;

        var read = ModelFile.Read(new MemoryStream(SmallModel.Bytes(SmallModel.Create()))).Report;

        Assert.Equal(report.History.AsEnumerable(), read.History.AsEnumerable());
        Assert.Equal(report.KlPerDimension.AsEnumerable(), read.KlPerDimension.AsEnumerable());
        Assert.Equal(report.Warnings.AsEnumerable(), read.Warnings.AsEnumerable());
        Assert.Equal(
            report with { Seconds = double.NaN, RowsPerSecond = double.NaN, Engine = report.Engine.Split(',')[0] },
            read with { History = report.History, KlPerDimension = report.KlPerDimension, Warnings = report.Warnings });
    }

    [Fact]
    public void Read_DiagonalWhitening_StaysDiagonal()
    {
        var parts = SmallModel.Create() with { Whitening = new Whitening([1, 2, 3], [4, 5, 6]) };

        var read = ModelFile.Read(new MemoryStream(SmallModel.Bytes(parts)));

        Assert.True(read.Whitening!.IsDiagonal);
        Assert.Equal([4, 5, 6], read.Whitening.Matrix);
    }

    [Fact]
    public void Read_StreamThatCannotSeek_GivesTheModel()
    {
        var bytes = SmallModel.Bytes(SmallModel.Create());
        using var stream = new OneWayStream(bytes);

        Assert.Equal(bytes, SmallModel.Bytes(ModelFile.Read(stream)));
    }

    [Fact]
    public void Write_ToAPath_LeavesOneFileThatReadsBack()
    {
        var folder = Directory.CreateTempSubdirectory("vae-model-");
        try
        {
            var path = Path.Combine(folder.FullName, "m.onnx");
            File.WriteAllText(path, "what was there before");

            ModelFile.Write(SmallModel.Create(), new OnnxExportOptions(), path);

            Assert.Equal([path], Directory.GetFiles(folder.FullName));
            Assert.Equal(SmallModel.Bytes(SmallModel.Create()), SmallModel.Bytes(ModelFile.Read(path)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ModelParts Create(string kind)
    {
        var small = new VaeOptions { Network = new NetworkOptions { HiddenLayers = [3], LatentDimension = 1 } };
        return kind switch
        {
            "unusual" => SmallModel.Create(SmallModel.UnusualOptions),
            "bernoulli" => SmallModel.Create(small with { Likelihood = Likelihood.Bernoulli(), Scaling = ScalingKind.None }),
            "learned" => SmallModel.Create(small with { Likelihood = Likelihood.GaussianLearned() }),
            "quantile" => SmallModel.Create(small with { Scoring = new() { Threshold = ThresholdPolicy.Quantile(0.97) } }),
            "fixed" => SmallModel.Create(small with { Scoring = new() { Threshold = ThresholdPolicy.Fixed(-1e-30f) } }),
            "nameless" => SmallModel.Create(hasNames: false),
            _ => SmallModel.Create(),
        };
    }

    private static int[] Bits(ReadOnlySpan<float> values)
    {
        var bits = new int[values.Length];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = BitConverter.SingleToInt32Bits(values[i]);
        }

        return bits;
    }
}
