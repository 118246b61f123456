using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Tests.Children;

namespace Vae.Core.Tests.Mutations;

/// <summary>
/// Checkpoints changed at random, most of them with a digest that fits the change: each is refused in words, or training goes on to its end. <c>VAE_MUTATIONS=100000</c> makes so many of each kind.
/// </summary>
public sealed class MutatedCheckpointTests : IDisposable
{
    private const int Columns = 4;
    private const int Rows = 420;
    private const int HeadLength = 16;
    private const int DigestLength = 32;
    private const int MostBytes = 64 << 20;

    private readonly string folder = Directory.CreateTempSubdirectory("vae-mutated-").FullName;

    private string File => Path.Combine(folder, "run.ckpt");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("plain")]
    [InlineData("ensemble")]
    [InlineData("early stopping")]
    [InlineData("trimmed adversarial")]
    public void Fit_WithAMutatedCheckpoint_IsRefusedInWordsOrComesToItsEnd(string kind)
    {
        var options = Options(kind);
        var rows = Source();
        using (var source = new CancellationTokenSource())
        {
            Assert.Equal(StopReason.Cancelled, new VaeTrainer(options).Fit(rows, new Stopper(5, source), source.Token).Report.StopReason);
        }

        var whole = System.IO.File.ReadAllBytes(File);
        var accepted = 0;
        for (var number = 0; number < ByteMutator.Count(120); number++)
        {
            var mutator = new ByteMutator(number);
            System.IO.File.WriteAllBytes(File, number % 4 == 0 ? mutator.Bytes(whole) : Sealed(whole, mutator));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                new VaeTrainer(options).Fit(rows);
                accepted++;
            }
            catch (CheckpointException)
            {
            }
            catch (Exception exception) when (exception is TrainingDivergedException or VaeDataException)
            {
                // Numbers of the state that are none, or too large: training says so as it does of its own.
            }
            catch (Exception exception)
            {
                Assert.Fail($"{kind}, mutation {number}: {exception}");
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }

        Assert.True(accepted > 0, "no mutation with a fitting digest was accepted, so that nothing behind the digest was tested");
    }

    /// <summary>Another header or other numbers behind it, with the digest of what then stands there.</summary>
    private static byte[] Sealed(byte[] whole, ByteMutator mutator)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(12));
        var header = whole.AsSpan(HeadLength, length).ToArray();
        var body = whole.AsSpan(HeadLength + length, whole.Length - HeadLength - length - DigestLength).ToArray();
        if (mutator.Next(3) > 0)
        {
            header = Encoding.UTF8.GetBytes(mutator.Json(Encoding.UTF8.GetString(header)));
        }
        else
        {
            body = mutator.Bytes(body);
        }

        byte[] changed = [.. whole[..12], .. BitConverter.GetBytes(mutator.Next(20) == 0 ? mutator.Next(int.MaxValue) : header.Length), .. header, .. body];
        return [.. changed, .. SHA256.HashData(changed)];
    }

    private VaeOptions Options(string kind)
    {
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [5], LatentDimension = 2 },
            Training = new TrainingOptions { Epochs = 8, BatchSize = 105, Checkpoint = new CheckpointOptions { Path = File, EverySteps = 3 } },
            Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError },
            Engine = new EngineOptions { Threads = 1 },
        };
        return kind switch
        {
            "ensemble" => options with { Training = options.Training with { EnsembleSize = 2, Epochs = 4 } },
            "early stopping" => options with { Training = options.Training with { ValidationFraction = 0.2f, EarlyStopping = new EarlyStoppingOptions { Patience = 3 } } },
            "trimmed adversarial" => options with { Training = options.Training with { TrimShare = 0.1f }, Objective = new() { Kind = ObjectiveKind.Adversarial } },
            _ => options,
        };
    }

    private static MemoryRowSource Source()
    {
        var values = new float[Rows * Columns];
        new GeneratedRows(Rows, Columns).OpenReader().Read(values);
        return new MemoryRowSource(values, Columns);
    }

    private sealed class Stopper(int epochs, CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd && value.Epoch >= epochs)
            {
                source.Cancel();
            }
        }
    }
}
