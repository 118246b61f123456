using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vae.Core.Onnx;
using Vae.Core.Onnx.ModelFiles;

namespace Vae.Core.Tests.Onnx;

/// <summary>Properties over random models: 300 of them go through a file, 3,000 of their files are damaged first, and 3,000 have their JSON damaged under a checksum that fits.</summary>
public sealed class RandomModelTests
{
    private const int RoundTrips = 300;
    private const int Mutations = 3000;

    private static readonly Replay Seed = new(new Rnd(20240229, 1), null);

    [Fact]
    public void Read_AnyModel_IsEqualBitForBit() => Check(
        RoundTrips,
        RandomModel.Generator,
        model =>
        {
            var bytes = model.Bytes;
            var (parts, export) = OnnxModelReader.Read(bytes);
            return bytes.AsSpan().SequenceEqual(model.Write(parts)) && Equal(export, model.Export);
        });

    [Fact]
    public void Read_AnyModelDamagedAnywhere_IsRefusedOrTheSameModel() => Check(
        Mutations,
        from model in RandomModel.Generator
        from damages in Gen.NonEmptyListOf(Damage.Generator)
        select (Model: model, Damages: damages.Take(4).ToArray()),
        sample =>
        {
            var bytes = sample.Model.Bytes;
            try
            {
                var (parts, export) = OnnxModelReader.Read(sample.Damages.Aggregate(bytes, (content, damage) => damage.Of(content)));
                return bytes.AsSpan().SequenceEqual((sample.Model with { Export = export }).Write(parts));
            }
            catch (ModelFileException)
            {
                return true;
            }
        });

    [Fact]
    public void Read_AnyModelWithOtherJsonUnderAFittingChecksum_IsRefusedOrAModel() => Check(
        Mutations,
        from model in RandomModel.Generator
        from damages in Gen.NonEmptyListOf(Damage.Generator)
        from key in Gen.Elements(OnnxFileFormat.ModelKey, OnnxFileFormat.ModelKey, OnnxFileFormat.ExportKey)
        select (Model: model, Damages: damages.Take(2).ToArray(), Key: key),
        sample =>
        {
            var bytes = ModelMessage.Sealed(sample.Model.Bytes, model =>
            {
                var json = ModelMessage.Metadata(model, sample.Key);
                json.Value = Encoding.UTF8.GetString(sample.Damages.Aggregate(Encoding.UTF8.GetBytes(json.Value), (content, damage) => damage.Of(content)));
            });
            try
            {
                // What is accepted is a model: it can be written, and that is read as the same.
                var (parts, export) = OnnxModelReader.Read(bytes);
                var again = (sample.Model with { Export = export }).Write(parts);
                return again.AsSpan().SequenceEqual((sample.Model with { Export = export }).Write(OnnxModelReader.Read(again).Parts));
            }
            catch (ModelFileException)
            {
                return true;
            }
        });

    // Not the records' own equality: arrays in them compare by reference.
    private static bool Equal(OnnxExportOptions found, OnnxExportOptions wanted) =>
        found == wanted with { LatentSlotNames = found.LatentSlotNames, ReconstructionSlotNames = found.ReconstructionSlotNames };

    private static void Check<T>(int cases, Gen<T> generator, Func<T, bool> holds) => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(Seed), Prop.ForAll(Arb.From(generator), holds));
}
