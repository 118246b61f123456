using System.IO.Compression;
using Microsoft.ML;
using Vae.Core;
using Vae.Core.Tests.Mutations;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>
/// Archives changed at random, half of them packed anew, so that the archive itself is sound, with an entry less, an entry under another's name, or a network of ours that is damaged: each is refused in words, or is a
/// pipeline that scores. What ML.NET alone reads is left as it is. <c>VAE_MUTATIONS=100000</c> makes so many.
/// </summary>
public sealed class MutatedFileTests
{
    private const string Network = "OnnxModel";
    private const int MostBytes = 128 << 20;

    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Load_Mutated_IsRefusedInWordsOrScores()
    {
        var view = TestData.View(ml, 3);
        var whole = PipelineFile.Save(ml, TestData.Fit(ml), view.Schema);
        for (var number = 0; number < ByteMutator.Count(60); number++)
        {
            var mutator = new ByteMutator(number);
            var file = number % 2 == 0 ? mutator.Bytes(whole) : PackedAnew(whole, mutator);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var loaded = ml.Vae.Load(new MemoryStream(file));
                loaded.Transform(view).Preview();
            }
            catch (ModelFileException)
            {
            }
            catch (Exception exception)
            {
                Assert.Fail($"mutation {number}: {exception}");
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
    }

    private static byte[] PackedAnew(byte[] whole, ByteMutator mutator)
    {
        using var packed = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(whole)))
        using (var to = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            var kind = mutator.Next(6);
            int[] networks = [.. from.Entries.Index().Where(entry => entry.Item.Name == Network).Select(entry => entry.Index)];
            var changed = kind > 1 ? networks[mutator.Next(networks.Length)] : mutator.Next(from.Entries.Count);
            foreach (var (number, entry) in from.Entries.Index())
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open())
                {
                    stream.CopyTo(content);
                }

                var bytes = content.ToArray();
                var name = entry.FullName;
                if (number == changed)
                {
                    if (kind == 0)
                    {
                        continue;
                    }

                    bytes = kind == 1 ? bytes : mutator.Bytes(bytes);
                    name = kind == 1 ? from.Entries[mutator.Next(from.Entries.Count)].FullName : name;
                }

                using var target = to.CreateEntry(name, CompressionLevel.Fastest).Open();
                target.Write(bytes);
            }
        }

        return packed.ToArray();
    }
}
