// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Layer;
import org.plt4j.packet.MacAddress;

/** Fields as members of JSON objects. */
final class JsonFields implements Fields {
  private final JsonWriter json;

  JsonFields(JsonWriter json) {
    this.json = json;
  }

  @Override
  public void number(String name, long value) {
    if (value != Layer.NOT_CAPTURED) {
      json.name(name).value(value);
    }
  }

  @Override
  public void nanos(String name, long value) {
    json.name(name).value(value);
  }

  @Override
  public void etherType(String name, int value) {
    number(name, value);
  }

  @Override
  public void protocol(String name, int value) {
    number(name, value);
  }

  @Override
  public void flag(String name, boolean value) {
    json.name(name).value(value);
  }

  @Override
  public void text(String name, String value) {
    json.name(name).value(value);
  }

  @Override
  public void address(String name, @Nullable IpAddress value) {
    if (value != null) {
      json.name(name).value(value);
    }
  }

  @Override
  public void mac(String name, @Nullable MacAddress value) {
    if (value != null) {
      json.name(name).value(value);
    }
  }

  @Override
  public void bytes(String name, ByteBuffer value) {
    json.name(name).value(value);
  }

  @Override
  public void beginList(String name) {
    json.name(name).beginArray();
  }

  @Override
  public void endList() {
    json.endArray();
  }

  @Override
  public void beginItem() {
    json.beginObject();
  }

  @Override
  public void endItem() {
    json.endObject();
  }

  @Override
  public void beginLayer(String name, int offset) {
    json.beginObject().name("layer").value(name).name("offset").value(offset);
  }
}
